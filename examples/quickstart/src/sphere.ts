/** Distances on the earth, taken as a sphere. */

export interface Place {
  /** Degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Mean radius (IUGG). */
const earthRadiusKm = 6_371.0088;

/** x, y and z on the unit sphere. */
export function pointOnSphere({ latitude, longitude }: Place): [x: number, y: number, z: number] {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/**
 * The great-circle distance of two points whose distance through the sphere is `chord` radii.
 *
 * @see https://en.wikipedia.org/wiki/Great-circle_distance
 */
export function arcKm(chord: number): number {
  return 2 * Math.asin(Math.min(1, chord / 2)) * earthRadiusKm;
}
