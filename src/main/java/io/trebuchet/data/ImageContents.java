package io.trebuchet.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

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
    String name = String.valueOf(file.getFileName());
    return name.endsWith("-images-idx3-ubyte.gz")
        ? images(file)
        : name.endsWith("-labels-idx1-ubyte.gz") ? labels(file) : records(file);
  }

  private static String images(Path file) throws IOException {
    try (IdxReader reader = IdxReader.open(file)) {
      reader.requireMagic(IdxReader.IMAGES);
      int count = reader.readSize("the number of images", 1, 1 << 24);
      int rows = reader.readSize("the number of rows", 1, MAX_SIDE);
      int columns = reader.readSize("the number of columns", 1, MAX_SIDE);
      byte[] image = new byte[rows * columns];
      for (int k = 0; k < count; k++) {
        reader.readFully(image, "image " + (k + 1) + " of " + count);
      }
      reader.requireEnd();
      return "%d images of %d x %d".formatted(count, rows, columns);
    }
  }

  private static String labels(Path file) throws IOException {
    try (IdxReader reader = IdxReader.open(file)) {
      reader.requireMagic(IdxReader.LABELS);
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
    try (InputStream in = open(file)) {
      for (int got = in.readNBytes(record, 0, record.length);
          got > 0;
          got = in.readNBytes(record, 0, record.length)) {
        int label = Byte.toUnsignedInt(record[0]);
        if (got < record.length || label >= CLASSES) {
          throw new IOException(
              "%s is damaged in record %d: %s. Fetch it again."
                  .formatted(
                      file,
                      records + 1,
                      got < record.length ? "it ends within it" : "its label is " + label));
        }
        counts[label]++;
        records++;
      }
    } catch (ZipException | EOFException e) {
      throw new IOException(
          "%s is damaged after record %d: corrupt or truncated gzip data. Fetch it again."
              .formatted(file, records),
          e);
    }
    if (records == 0) {
      throw new IOException(file + " is empty. Fetch it again.");
    }
    return records + " images of 32 x 32 in colour: " + classes(counts);
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!file.toString().endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw e;
    }
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
