package io.trebuchet.data;

import io.trebuchet.physics.Numbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers in a file: a {@code .npy} array of floats, the last index fastest, or text with one
 * number a line; blank lines and what follows a {@code #} do not count.
 */
public record NumberFile(Path path) implements Numbers, DataFile {
  /** The byte order mark that Windows puts before a text. */
  private static final String MARK = "\uFEFF";

  private static final Pattern BETWEEN = Pattern.compile("\\s+");

  /** A file by its name. */
  public static NumberFile of(String name) {
    return new NumberFile(Path.of(name));
  }

  @Override
  public double[] read() {
    boolean npy = path.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
    return DataFile.read(path, npy ? NpyArray::values : NumberFile::text);
  }

  private static double[] text(Path path) throws IOException {
    List<String> lines;
    try {
      lines =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(InputFile.bytes(path)))
              .toString()
              .lines()
              .toList();
    } catch (CharacterCodingException e) {
      throw new IOException("it is not text; an array of NumPy must end in .npy", e);
    }
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).split("#", 2)[0].replace(MARK, "").strip();
      if (!line.isEmpty()) {
        for (String number : BETWEEN.split(line)) {
          numbers.add(Decimals.finite(number, i + 1));
        }
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
