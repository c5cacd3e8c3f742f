/** The inbox before it is here. */
import { Skeleton } from "@/components/ui/Skeleton";

const rows = Array.from({ length: 10 }, (_, index) => index);

export function IncidentsSkeleton() {
  return (
    <div aria-busy className="border-t border-line">
      {rows.map((row) => (
        <div key={row} className="flex h-14 items-center gap-6 border-b border-line px-4 desk:h-9 desk:px-6">
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-56" />
          <Skeleton className="ml-auto h-3 w-24" />
        </div>
      ))}
    </div>
  );
}
