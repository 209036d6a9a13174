package io.trebuchet.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A data set in MNIST's files: four images of 2×2 pixels of each split, of the classes 0 and 1. */
public final class TinyImages {
  private TinyImages() {}

  /**
   * Writes it.
   *
   * @param root folder of data sets
   * @param shift added to each pixel
   */
  public static void write(Path root, int shift) throws IOException {
    Path mnist = Files.createDirectories(root.resolve("mnist"));
    for (String split : List.of("train", "t10k")) {
      ByteBuffer pixels = ByteBuffer.allocate(16 + 4 * 4);
      pixels.putInt(0x803).putInt(4).putInt(2).putInt(2);
      for (int i = 0; pixels.hasRemaining(); i++) {
        pixels.put((byte) (7 * i * i + shift));
      }
      gzip(mnist.resolve(split + "-images-idx3-ubyte.gz"), pixels.array());
      byte[] labels = {0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 1, 0};
      gzip(mnist.resolve(split + "-labels-idx1-ubyte.gz"), labels);
    }
  }

  private static void gzip(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }
}
