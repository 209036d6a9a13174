package io.trebuchet.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.StringJoiner;

/** Says in words what a file of images or labels holds, reading it to its end. */
final class ImageContents {
  private static final int CLASSES = 10;
  private static final int MAX_SIDE = 1 << 12;
  private static final int CIFAR_RECORD = 1 + 3 * 32 * 32;

  private ImageContents() {}

  /**
   * Such as {@code 12665 images of 28 x 28} or {@code 2115 labels: 980 of class 0, …}.
   *
   * @throws IOException if the file is damaged, naming the byte where it goes wrong
   */
  static String of(Path file) throws IOException {
    return IdxFile.isImages(file)
        ? images(file)
        : IdxFile.isLabels(file) ? labels(file) : records(file);
  }

  private static String images(Path file) throws IOException {
    try (BinaryReader reader = BinaryReader.open(file)) {
      reader.requireMagic(IdxImages.IMAGES);
      int count = reader.readSize("the number of images", 1, 1 << 24);
      int rows = reader.readSize("the number of rows", 1, MAX_SIDE);
      int columns = reader.readSize("the number of columns", 1, MAX_SIDE);
      byte[] image = new byte[rows * columns];
      for (int k = 0; k < count; k++) {
        reader.readFully(image, "image " + (k + 1) + " of " + count);
      }
      reader.requireEnd();
      return String.format(Locale.ROOT, "%d images of %d x %d", count, rows, columns);
    }
  }

  private static String labels(Path file) throws IOException {
    try (BinaryReader reader = BinaryReader.open(file)) {
      reader.requireMagic(IdxImages.LABELS);
      byte[] labels = new byte[reader.readSize("the number of labels", 1, 1 << 24)];
      reader.readFully(labels, "the labels");
      reader.requireEnd();
      int[] counts = new int[256];
      for (byte label : labels) {
        counts[Byte.toUnsignedInt(label)]++;
      }
      return labels.length + " labels: " + classes(counts);
    }
  }

  /** CIFAR-10's binary version: a label and three planes of 32 x 32 a record. */
  private static String records(Path file) throws IOException {
    int[] counts = new int[256];
    byte[] record = new byte[CIFAR_RECORD];
    int records = 0;
    try (BinaryReader reader = BinaryReader.open(file)) {
      while (reader.readNext(record, "record " + (records + 1))) {
        int label = Byte.toUnsignedInt(record[0]);
        if (label >= CLASSES) {
          throw reader.damaged(reader.offset() - record.length, "its label is " + label, null);
        }
        counts[label]++;
        records++;
      }
    }
    if (records == 0) {
      throw new IOException(file + " is empty. Fetch it again.");
    }
    return records + " images of 32 x 32 in colour: " + classes(counts);
  }

  private static String classes(int[] counts) {
    StringJoiner text = new StringJoiner(", ");
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] > 0) {
        text.add(counts[label] + " of class " + label);
      }
    }
    return text.toString();
  }
}
