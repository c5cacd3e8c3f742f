/** Exact sums of money: decimals as text, never floats. */

/** The sum, with as many digits after the point as the longest of the amounts. */
export function sum(amounts: string[]): string {
  const digits = Math.max(0, ...amounts.map((amount) => fractionOf(amount).length));
  let total = 0n;
  for (const amount of amounts) {
    const [whole = "0"] = amount.split(".");
    total += BigInt(whole + fractionOf(amount).padEnd(digits, "0"));
  }
  const text = (total < 0n ? -total : total).toString().padStart(digits + 1, "0");
  const cut = text.length - digits;
  const value = digits > 0 ? `${text.slice(0, cut)}.${text.slice(cut)}` : text;
  return total < 0n ? `-${value}` : value;
}

function fractionOf(amount: string): string {
  return amount.split(".")[1] ?? "";
}
