/** The list before it is here, in the shape it will have. */
import { Skeleton } from "@/components/ui/Skeleton";

const rows = Array.from({ length: 12 }, (_, index) => index);

export function FleetSkeleton() {
  return (
    <div aria-busy className="border-t border-line">
      {rows.map((row) => (
        <div key={row} className="flex h-24 items-center gap-6 border-b border-line px-4 desk:h-9 desk:px-6">
          <Skeleton className="hidden h-3 w-24 desk:block" />
          <Skeleton className="h-3 w-48" />
          <Skeleton className="hidden h-3 w-40 desk:block" />
          <Skeleton className="ml-auto h-3 w-16 desk:w-96" />
        </div>
      ))}
    </div>
  );
}
