/** The map before it is here. */
import { Skeleton } from "@/components/ui/Skeleton";

const cells = Array.from({ length: 24 }, (_, index) => index);

export function RiskSkeleton() {
  return (
    <div aria-busy className="space-y-4 px-4 py-4 desk:px-6">
      <Skeleton className="h-14 w-full max-w-xl" />
      <div className="grid grid-cols-2 gap-2 desk:grid-cols-6">
        {cells.map((cell) => (
          <Skeleton key={cell} className="h-22" />
        ))}
      </div>
    </div>
  );
}
