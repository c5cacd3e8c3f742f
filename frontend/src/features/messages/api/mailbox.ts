/** `GET /notify/mailbox` and `/notify/mailbox/<id>`: the mails that an installation without a mail server keeps. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { isFinal, Problem, unwrap } from "@/api/problem";
import { useConfig } from "@/config";

/** Nobody tells the app of new mail: it looks. */
const LOOK_MS = 10_000;

export function useMailbox() {
  const api = useApi();
  const { data, ...mailbox } = useInfiniteQuery({
    queryKey: ["mailbox"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam ? { cursor: pageParam } : {};
      return unwrap(api.GET("/notify/mailbox", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => (isFinal(state.error) ? false : LOOK_MS),
  });
  return { ...mailbox, mails: data?.pages.flatMap((page) => page.items) };
}

export function useMail(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["mail", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/notify/mailbox/{mail_id}", { params: { path: { mail_id: id } }, signal })),
    // A mail does not change.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whether this installation keeps its mail. Where its configuration does not say, the server is asked once, and only
 * for people who may read it. */
export function useMailboxOffered(mayRead: boolean): boolean {
  const api = useApi();
  const { mailbox } = useConfig();
  const { data } = useQuery({
    queryKey: ["mailbox-offered"],
    queryFn: async ({ signal }) => {
      try {
        await unwrap(api.GET("/notify/mailbox", { params: { query: { limit: 1 } }, signal }));
        return true;
      } catch (error) {
        if (isNotHere(error)) return false;
        throw error;
      }
    },
    enabled: mayRead && mailbox === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
  });
  return mayRead && (mailbox ?? data === true);
}

/** This installation sends its mail away and keeps none. */
export function isNotHere(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}
