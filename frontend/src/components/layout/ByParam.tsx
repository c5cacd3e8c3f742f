/** A page about one thing: at the address of another it begins anew, whatever was typed or opened in it. */
import { Fragment, type ReactNode } from "react";
import { useParams } from "react-router";

export function ByParam({ name, children }: { name: string; children: ReactNode }) {
  return <Fragment key={useParams()[name]}>{children}</Fragment>;
}
