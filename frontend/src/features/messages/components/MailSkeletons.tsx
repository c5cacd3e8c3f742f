/** The list and a mail before they are here, in the shape they will have. */
import { Skeleton } from "@/components/ui/Skeleton";

const rows = Array.from({ length: 8 }, (_, index) => index);

export function MailListSkeleton() {
  return (
    <div aria-busy>
      {rows.map((row) => (
        <div
          key={row}
          className="flex h-16 flex-col justify-center gap-2 border-b border-line px-4 desk:h-14 desk:pl-6"
        >
          <Skeleton className="h-3 w-32" />
          <Skeleton className="h-3 w-56" />
        </div>
      ))}
    </div>
  );
}

export function MailSkeleton() {
  return (
    <div aria-busy className="space-y-4 px-4 py-5 desk:px-6">
      <Skeleton className="h-5 w-72 max-w-full" />
      <Skeleton className="h-3 w-48" />
      <Skeleton className="h-24 w-full" />
    </div>
  );
}
