package io.trebuchet.physics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The settings of one model or data kind. Each method reads one key; a missing or invalid value is
 * recorded as a fault with its place in the file, and a harmless valid value is returned so that
 * reading goes on and all faults are reported together. Keys nobody reads are faults too.
 */
public interface Parameters {
  /** A whole number ≥ {@code min}. */
  int integer(String key, int min);

  /** A finite number in [{@code min}, {@code max}]. */
  double number(String key, double min, double max);

  /**
   * A positive number, or a quotient such as {@code "2/n"} whose parts are numbers or symbols.
   *
   * @param symbols the names that may appear and their values
   */
  double quotient(String key, Map<String, Double> symbols);

  /** One of {@code choices}. */
  String choice(String key, List<String> choices);

  /** One of the constants of an enumeration, by their names in lower case with hyphens. */
  default <E extends Enum<E>> E constant(String key, Class<E> type) {
    List<String> words =
        Stream.of(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    return type.getEnumConstants()[words.indexOf(choice(key, words))];
  }

  /** true or false. */
  boolean flag(String key);

  /** A string; empty where the key is absent. */
  Optional<String> text(String key);

  /** A list of finite numbers with at least {@code minSize} of them. */
  List<Double> numbers(String key, int minSize);

  /**
   * A list of rows of finite numbers, all of one length; a number alone is a row of one.
   *
   * @return at least one row
   */
  List<List<Double>> rows(String key);

  /**
   * A list of finite numbers, or the name of a file with them that must be there: absolute, or
   * relative to the folder of the config, a folder of data or the working directory; empty where
   * the key is absent.
   */
  Optional<Numbers> vector(String key);

  /**
   * A NumPy array in a file that must be there, found as those of {@link #vector} are; empty where
   * the key is absent.
   */
  Optional<NumberArray> array(String key);

  /** The path of a file that must be there, found in the same way; empty where it is absent. */
  Optional<String> file(String key);

  /** Whether the value of the key is this word. */
  boolean isWord(String key, String word);

  /** Whether the key is present. */
  boolean has(String key);

  /** The object under {@code key}, read in the same way. */
  Parameters section(String key);

  /** Records a fault of a value that was read but does not fit, and what would be valid. */
  void fault(String key, String message);
}
