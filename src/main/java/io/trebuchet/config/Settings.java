package io.trebuchet.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import io.trebuchet.data.ArrayFile;
import io.trebuchet.data.NumberFile;
import io.trebuchet.physics.NumberArray;
import io.trebuchet.physics.Numbers;
import io.trebuchet.physics.Parameters;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads the keys of a section as numbers, words, texts and lists. */
record Settings(Section at) implements Parameters {
  @Override
  public int integer(String key, int min) {
    return (int) whole(key, min, Integer.MAX_VALUE);
  }

  /** A whole number in [{@code min}, {@code max}]. */
  long whole(String key, long min, long max) {
    String expected =
        max == Integer.MAX_VALUE || max == Long.MAX_VALUE
            ? "a whole number ≥ " + min
            : String.format(Locale.ROOT, "a whole number from %d to %d", min, max);
    return at.read(key, expected, value -> Values.whole(value).filter(n -> n >= min && n <= max))
        .orElse(min);
  }

  @Override
  public double number(String key, double min, double max) {
    return at.read(
            key,
            interval(min, max),
            value ->
                Values.decimal(value)
                    .map(BigDecimal::doubleValue)
                    .filter(x -> x >= min && x <= max))
        .orElse(Math.clamp(1.0, min, max));
  }

  private static String interval(double min, double max) {
    String low =
        min == Double.MIN_VALUE ? " above 0" : min <= -Double.MAX_VALUE ? "" : " ≥ " + plain(min);
    String high = max >= Double.MAX_VALUE ? "" : " ≤ " + plain(max);
    return "a finite number" + low + (low.isEmpty() || high.isEmpty() ? "" : " and") + high;
  }

  @Override
  public double quotient(String key, Map<String, Double> symbols) {
    List<String> names = symbols.keySet().stream().sorted().toList();
    String expected =
        names.isEmpty()
            ? "a number above 0 or a quotient such as \"2/3\""
            : String.format(
                Locale.ROOT,
                "a number above 0 or a quotient such as \"2/%s\" with %s",
                names.getFirst(),
                String.join(", ", names));
    return at.read(
            key,
            expected,
            value ->
                Values.scalar(value)
                    .map(text -> Quotient.evaluate(text, symbols))
                    .filter(x -> x > 0 && x <= Double.MAX_VALUE))
        .orElse(1.0);
  }

  @Override
  public String choice(String key, List<String> choices) {
    return at.read(
            key,
            "one of " + String.join(", ", choices),
            value -> Values.scalar(value).filter(choices::contains))
        .orElse(choices.getFirst());
  }

  @Override
  public boolean flag(String key) {
    return choice(key, List.of("false", "true")).equals("true");
  }

  @Override
  public Optional<String> text(String key) {
    return at.has(key) ? at.text(key, "text") : Optional.empty();
  }

  @Override
  public List<Double> numbers(String key, int minSize) {
    String expected =
        String.format(
            Locale.ROOT,
            "a list of %s finite numbers",
            minSize > 0 ? "at least " + minSize : "any number of");
    List<Double> harmless = IntStream.rangeClosed(1, minSize).mapToObj(i -> (double) i).toList();
    Optional<List<ConfigValue>> elements =
        at.read(key, expected, value -> list(value).filter(l -> l.size() >= minSize));
    if (elements.isEmpty()) {
      return harmless;
    }
    List<Double> numbers = new ArrayList<>();
    for (ConfigValue element : elements.get()) {
      Optional<BigDecimal> number = Values.decimal(element);
      if (number.isEmpty()) {
        at.wrong(key, element, expected);
        return harmless;
      }
      numbers.add(number.get().doubleValue());
    }
    return List.copyOf(numbers);
  }

  @Override
  public List<List<Double>> rows(String key) {
    String expected =
        "a list of rows of finite numbers, all of one length, such as [[1, 2], [3, 4]]";
    List<List<Double>> rows = new ArrayList<>();
    for (ConfigValue element : at.read(key, expected, Settings::filled).orElse(List.of())) {
      List<Double> row = row(element);
      if (row.isEmpty() || (!rows.isEmpty() && row.size() != rows.getFirst().size())) {
        at.wrong(key, element, expected);
        break;
      }
      rows.add(row);
    }
    return rows.isEmpty() ? List.of(List.of(1.0)) : List.copyOf(rows);
  }

  /** The finite numbers of a list, or one number; empty where it is neither. */
  private static List<Double> row(ConfigValue value) {
    List<Double> row = new ArrayList<>();
    for (ConfigValue element : list(value).orElse(List.of(value))) {
      Optional<BigDecimal> number = Values.decimal(element);
      if (number.isEmpty()) {
        return List.of();
      }
      row.add(number.get().doubleValue());
    }
    return List.copyOf(row);
  }

  @Override
  public Optional<Numbers> vector(String key) {
    if (!at.has(key)) {
      return Optional.empty();
    }
    ConfigValue value = at.find(key);
    if (value instanceof ConfigList) {
      return Optional.of(Numbers.of(numbers(key, 1)));
    }
    String expected = "a list of finite numbers, or the name of a file with them";
    return at.file(key, expected).map(NumberFile::new);
  }

  @Override
  public Optional<NumberArray> array(String key) {
    return at.has(key)
        ? at.file(key, "the name of a .npy file").flatMap(file -> array(key, file))
        : Optional.empty();
  }

  private Optional<NumberArray> array(String key, Path file) {
    try {
      return Optional.of(ArrayFile.open(file));
    } catch (IOException e) {
      at.fault(key, "cannot read " + file + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> file(String key) {
    return at.has(key) ? at.file(key, "the name of a file").map(Path::toString) : Optional.empty();
  }

  /**
   * A folder that there is, or that can be made; empty for an empty text.
   *
   * @param checked whether it has to be so now
   */
  Optional<Path> folder(String key, boolean checked) {
    String expected = "the absolute path of a folder that you may write to, or \"\"";
    Optional<Path> folder =
        at.text(key, expected)
            .filter(text -> !text.isEmpty())
            .flatMap(text -> absolute(key, text, expected));
    if (checked) {
      folder.flatMap(Settings::obstacle).ifPresent(why -> at.fault(key, why));
    }
    return folder;
  }

  private Optional<Path> absolute(String key, String text, String expected) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path.normalize());
      }
    } catch (InvalidPathException e) {
      // It is no path at all.
    }
    at.fault(key, String.format(Locale.ROOT, "must be %s, is \"%s\"", expected, text));
    return Optional.empty();
  }

  /** Why a folder cannot be written to, or made. */
  private static Optional<String> obstacle(Path folder) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      return Optional.of(there + " is not a directory; name a folder");
    }
    return Files.isWritable(there)
        ? Optional.empty()
        : Optional.of("you may not write to " + there + "; name another folder");
  }

  @Override
  public boolean isWord(String key, String word) {
    ConfigValue value = at.find(key);
    return value != null && Values.scalar(value).filter(word::equals).isPresent();
  }

  /**
   * A list of words, each one of {@code choices}, and none twice.
   *
   * @param others what else there might be, for people
   */
  List<String> words(String key, List<String> choices, String others) {
    String expected =
        "a list of words, each once, of " + String.join(", ", choices) + ", " + others;
    Set<String> words = new LinkedHashSet<>();
    for (ConfigValue element : at.read(key, expected, Settings::list).orElse(List.of())) {
      if (!Values.scalar(element).filter(choices::contains).map(words::add).orElse(false)) {
        at.wrong(key, element, expected);
      }
    }
    return List.copyOf(words);
  }

  /** A duration above zero. */
  Duration duration(String key) {
    String expected = "a duration above zero with its unit, such as 30s or 500ms";
    return at.read(key, expected, Values::duration).orElse(Duration.ofSeconds(1));
  }

  /** A number of bytes ≥ 0. */
  long bytes(String key) {
    String expected = "a number of bytes ≥ 0, such as 1g, 500m or 65536";
    return at.read(key, expected, Values::bytes).orElse(1L);
  }

  @Override
  public boolean has(String key) {
    return at.has(key);
  }

  @Override
  public Parameters section(String key) {
    return new Settings(at.section(key));
  }

  @Override
  public void fault(String key, String message) {
    at.fault(key, message);
  }

  private static Optional<List<ConfigValue>> list(ConfigValue value) {
    return value instanceof ConfigList list ? Optional.of(list) : Optional.empty();
  }

  private static Optional<List<ConfigValue>> filled(ConfigValue value) {
    return list(value).filter(elements -> !elements.isEmpty());
  }

  private static String plain(double value) {
    return Values.canonical(BigDecimal.valueOf(value)).toPlainString();
  }
}
