package io.trebuchet.data;

import io.trebuchet.physics.Parameters;

/** How pixel values 0 … 255 become inputs: {@code data.scale}. */
enum PixelScale {
  /** pixel / (255 √d): the net's outputs are then O(1), like the labels. */
  SQRT_D,
  /** Each image has Euclidean length 1; an all-black one stays zero. */
  UNIT_NORM,
  /** pixel / 255. */
  NONE;

  static PixelScale read(Parameters parameters) {
    return parameters.constant("scale", PixelScale.class);
  }

  /**
   * Writes one image's inputs into {@code into} from index {@code at} on.
   *
   * @param pixels unsigned bytes, {@code dimension} of them from index {@code from} on
   */
  void apply(byte[] pixels, int from, int dimension, double[] into, int at) {
    double divisor =
        switch (this) {
          case SQRT_D -> 255 * Math.sqrt(dimension);
          case UNIT_NORM -> length(pixels, from, dimension);
          case NONE -> 255;
        };
    for (int i = 0; i < dimension; i++) {
      into[at + i] = Byte.toUnsignedInt(pixels[from + i]) / divisor;
    }
  }

  /** The Euclidean length, or 1 for an all-black image. */
  private static double length(byte[] pixels, int from, int dimension) {
    long squares = 0;
    for (int i = from; i < from + dimension; i++) {
      int pixel = Byte.toUnsignedInt(pixels[i]);
      squares += (long) pixel * pixel;
    }
    return squares == 0 ? 1 : Math.sqrt((double) squares);
  }
}
