/** The kiosk page before its kiosk is here. */
import { Skeleton } from "@/components/ui/Skeleton";

export function KioskSkeleton() {
  return (
    <div aria-busy className="space-y-3 px-4 desk:px-6">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-4 w-40" />
      <Skeleton className="h-9 w-full max-w-xl" />
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
