package io.trebuchet.data;

import io.trebuchet.physics.Numbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers in a file: a {@code .npy} array of doubles, in its own order, or text with one number a
 * line; blank lines and what follows a {@code #} do not count.
 *
 * @param path absolute, or relative to the working directory
 */
public record NumberFile(Path path) implements Numbers {
  /** A file by its name. */
  public static NumberFile of(String name) {
    return new NumberFile(Path.of(name));
  }

  /** Whether there is such a file. */
  public boolean exists() {
    return Files.isRegularFile(path);
  }

  /** What is wrong where there is none, for people. */
  public String missing() {
    return InputFile.missing(path);
  }

  /** SHA-256 of the file. */
  public String checksum() throws IOException {
    return Sha256.of(path);
  }

  @Override
  public double[] read() {
    try {
      byte[] bytes = InputFile.bytes(path);
      boolean npy = path.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
      return npy ? NpyArray.values(path, bytes) : text(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static double[] text(byte[] bytes) throws IOException {
    List<String> lines;
    try {
      lines =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes))
              .toString()
              .lines()
              .toList();
    } catch (CharacterCodingException e) {
      throw new IOException("it is not text; an array of NumPy must end in .npy", e);
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).split("#", 2)[0].strip();
      if (!line.isEmpty()) {
        numbers.add(Decimals.finite(line, i + 1));
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
