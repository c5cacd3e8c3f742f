/** The sales before they are here. */
import { Skeleton } from "@/components/ui/Skeleton";

const rows = Array.from({ length: 8 }, (_, index) => index);

export function SalesSkeleton() {
  return (
    <div aria-busy>
      <div className="flex gap-8 border-y border-line px-4 py-3 desk:px-6">
        <Skeleton className="h-12 w-40" />
        <Skeleton className="h-12 w-24" />
      </div>
      {rows.map((row) => (
        <div key={row} className="flex h-14 items-center gap-6 border-b border-line px-4 desk:h-9 desk:px-6">
          <Skeleton className="h-3 w-28" />
          <Skeleton className="ml-auto h-3 w-20" />
        </div>
      ))}
    </div>
  );
}
