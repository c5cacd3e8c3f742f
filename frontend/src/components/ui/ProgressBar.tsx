/** How much is done; without a value only that something goes on. */
interface Props {
  label: string;
  value?: number | undefined;
  max?: number;
}

export function ProgressBar({ label, value, max = 1 }: Props) {
  return (
    <progress
      aria-label={label}
      {...(value === undefined ? {} : { value, max })}
      className="block h-1.5 w-full appearance-none overflow-hidden rounded-full border-0 bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent motion-safe:indeterminate:animate-pulse"
    />
  );
}
