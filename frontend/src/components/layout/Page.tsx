/** The frame of every page: its title, whether it is live, its actions. */
import type { ReactNode } from "react";
import { LiveIndicator } from "./LiveIndicator";
import { useScrollPlace } from "./useScrollPlace";

interface Props {
  /** For the window and the history. */
  name: string;
  title: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ name, title, actions, children }: Props) {
  useScrollPlace();
  return (
    <>
      <title>{`${name} · Admin Kiosk`}</title>
      <header className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5 desk:px-6">
        <div className="min-w-0 grow">{title}</div>
        <LiveIndicator />
        {actions}
      </header>
      {children}
    </>
  );
}
