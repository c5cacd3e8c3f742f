/** The card of a kiosk that is being looked for. */
import { Skeleton } from "@/components/ui/Skeleton";

export function FoundSkeleton() {
  return (
    <div aria-busy className="space-y-3 rounded-ui border border-line p-4">
      <Skeleton className="h-5 w-48" />
      <Skeleton className="h-4 w-32" />
      <Skeleton className="h-12 w-full" />
    </div>
  );
}
