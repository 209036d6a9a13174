package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Collects the images of the classes, in file order, up to a limit. */
final class ImageSelection {
  /** Each is kept as a byte, and then again as a double. */
  private static final int BYTES_OF_PIXEL = 1 + Double.BYTES;

  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 4 * 3;

  private final ImageSettings settings;
  private final int dimension;
  private final int limit;
  private final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
  private final ByteArrayOutputStream labels = new ByteArrayOutputStream();
  private int available;

  /**
   * An empty selection.
   *
   * @param dimension pixels per image
   * @param limit how many images to keep; 0 for all
   */
  ImageSelection(ImageSettings settings, int dimension, int limit) {
    this.settings = settings;
    this.dimension = dimension;
    this.limit = limit;
  }

  /** Offers the next image of the file, as unsigned bytes; they are copied if kept. */
  void offer(int label, byte[] image) throws IOException {
    if (!settings.wants(label)) {
      return;
    }
    if (limit == 0 || available < limit) {
      if ((pixels.size() + (long) dimension) * BYTES_OF_PIXEL > MOST_BYTES) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%d images of %d pixels do not fit into the memory of this process: ask for fewer",
                available + 1,
                dimension));
      }
      pixels.write(image, 0, dimension);
      labels.write(label);
    }
    available++;
  }

  /** Offers what another selection of the same classes kept, and counts what it was offered. */
  void offer(ImageSelection other) throws IOException {
    byte[] otherPixels = other.pixels.toByteArray();
    byte[] otherLabels = other.labels.toByteArray();
    for (int k = 0; k < otherLabels.length; k++) {
      int at = k * dimension;
      offer(otherLabels[k], Arrays.copyOfRange(otherPixels, at, at + dimension));
    }
    available += other.available - otherLabels.length;
  }

  /** Whether further images would not be kept. */
  boolean full() {
    return limit > 0 && available >= limit;
  }

  /**
   * The scaled images with their labels.
   *
   * @param key the parameter that set the limit, named where there are too few
   * @param where the file, named there too
   * @throws IllegalArgumentException if there are fewer images than asked for, or none
   */
  Dataset dataset(String key, String where) {
    if (available < Math.max(limit, 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "data.%s asks for %s images of %s, but %s holds %d: ask for fewer",
              key,
              limit == 0 ? "all" : limit,
              settings.words(),
              where,
              available));
    }
    byte[] allPixels = pixels.toByteArray();
    byte[] allLabels = labels.toByteArray();
    double[] inputs = new double[allPixels.length];
    int outputs = settings.outputs();
    double[] targets = new double[allLabels.length * outputs];
    for (int k = 0; k < allLabels.length; k++) {
      int at = k * dimension;
      settings.scale().apply(allPixels, at, dimension, inputs, at);
      settings.write(allLabels[k], targets, k * outputs);
    }
    return Dataset.of(dimension, outputs, inputs, targets);
  }
}
