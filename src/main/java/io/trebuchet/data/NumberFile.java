package io.trebuchet.data;

import io.trebuchet.physics.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers in a file: a {@code .npy} array, the last index fastest, or text with numbers between
 * white space, commas or semicolons; blank lines and what follows a {@code #} do not count.
 */
public record NumberFile(Path path) implements Numbers, DataFile {
  private static final Pattern BETWEEN = Pattern.compile("\\s*[,;]\\s*|\\s+");
  private static final Pattern BLANK = Pattern.compile("[\\s;]+");

  /** What a reader in most of Europe would take for one number. */
  private static final Pattern COMMA_BEFORE_FRACTION =
      Pattern.compile("[+-]?[0-9]+(,[0-9]+)?([eE][+-]?[0-9]+)?");

  /** A file by its name. */
  public static NumberFile of(String name) {
    return new NumberFile(Path.of(name));
  }

  @Override
  public double[] read() {
    return DataFile.read(path, NumberFile::numbers);
  }

  private static double[] numbers(Path path) throws IOException {
    boolean named = path.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
    return named || isNpy(path) ? NpyArray.values(path) : text(path);
  }

  private static boolean isNpy(Path path) throws IOException {
    try (InputStream in = InputFile.open(path)) {
      return NpyHeader.isAhead(in.readNBytes(FileSignature.LENGTH));
    }
  }

  private static double[] text(Path path) throws IOException {
    List<String> lines =
        InputText.of(InputFile.bytes(path)).lines().map(NumberFile::withoutComment).toList();
    boolean hasPoints = lines.stream().anyMatch(line -> line.indexOf('.') >= 0);
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        if (!hasPoints) {
          requireSeparators(lines.get(i), i + 1);
        }
        String[] words = BETWEEN.split(lines.get(i), -1);
        for (int j = 0; j < words.length; j++) {
          numbers.add(Decimals.finite(words[j], i + 1, j + 1));
        }
      }
    }
    if (numbers.isEmpty()) {
      throw new IOException("it holds no numbers");
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static String withoutComment(String line) {
    int comment = line.indexOf('#');
    return (comment < 0 ? line : line.substring(0, comment)).strip();
  }

  /** Commas alone may mean either. */
  private static void requireSeparators(String line, int number) throws IOException {
    if (line.indexOf(',') >= 0
        && BLANK
            .splitAsStream(line)
            .allMatch(word -> COMMA_BEFORE_FRACTION.matcher(word).matches())) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "line %d: its commas may separate numbers or begin their fractions: write points"
                  + " before fractions and spaces between numbers",
              number));
    }
  }
}
