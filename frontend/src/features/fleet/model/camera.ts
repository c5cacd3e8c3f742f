/** Where the map looks, in the address: `lat,lng,zoom`. */
export interface Camera {
  lat: number;
  lng: number;
  zoom: number;
}

export function parseCamera(text: string | null): Camera | null {
  const [lat, lng, zoom] = (text ?? "").split(",").map((part) => Number(part || Number.NaN));
  if (lat === undefined || lng === undefined || zoom === undefined) return null;
  const sensible = Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 24;
  return sensible ? { lat, lng, zoom } : null;
}

export function writeCamera({ lat, lng, zoom }: Camera): string {
  return `${lat.toFixed(4)},${lng.toFixed(4)},${zoom.toFixed(1)}`;
}
