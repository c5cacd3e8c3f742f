/** The list before it is here. */
import { Skeleton } from "@/components/ui/Skeleton";

const rows = Array.from({ length: 8 }, (_, index) => index);

export function PeopleSkeleton() {
  return (
    <div aria-busy className="border-t border-line">
      {rows.map((row) => (
        <div
          key={row}
          className="flex h-14 flex-col justify-center gap-2 border-b border-line px-4 desk:px-6"
        >
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 w-24" />
        </div>
      ))}
    </div>
  );
}
