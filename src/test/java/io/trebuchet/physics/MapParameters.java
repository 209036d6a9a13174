package io.trebuchet.physics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parameters from a map, with the faults in a list. */
public final class MapParameters implements Parameters {
  private final Map<String, ?> values;
  private final List<String> faults = new ArrayList<>();

  /** Reads the given values; a nested map is a section. */
  public MapParameters(Map<String, ?> values) {
    this.values = values;
  }

  /** {@code key: message} of each fault so far. */
  public List<String> faults() {
    return faults;
  }

  @Override
  public int integer(String key, int min) {
    if (values.get(key) instanceof Integer value && value >= min) {
      return value;
    }
    fault(key, "needs a whole number of at least " + min);
    return min;
  }

  @Override
  public double number(String key, double min, double max) {
    if (values.get(key) instanceof Number value
        && value.doubleValue() >= min
        && value.doubleValue() <= max) {
      return value.doubleValue();
    }
    fault(key, "needs a number from " + min + " to " + max);
    return min;
  }

  @Override
  public double quotient(String key, Map<String, Double> symbols) {
    @Nullable Object value = values.get(key);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      List<String> parts = List.of(text.split("/", -1));
      if (parts.size() == 2) {
        return part(parts.get(0), symbols) / part(parts.get(1), symbols);
      }
    }
    fault(key, "needs a number or a quotient");
    return 1;
  }

  private static double part(String text, Map<String, Double> symbols) {
    Double symbol = symbols.get(text);
    return symbol == null ? Double.parseDouble(text) : symbol;
  }

  @Override
  public String choice(String key, List<String> choices) {
    if (values.get(key) instanceof String value && choices.contains(value)) {
      return value;
    }
    fault(key, "needs one of " + choices);
    return choices.get(0);
  }

  @Override
  public boolean flag(String key) {
    if (values.get(key) instanceof Boolean value) {
      return value;
    }
    fault(key, "needs true or false");
    return false;
  }

  @Override
  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).map(Object::toString);
  }

  @Override
  public List<Double> numbers(String key, int minSize) {
    List<Double> numbers = new ArrayList<>();
    if (values.get(key) instanceof List<?> list) {
      for (Object item : list) {
        numbers.add(((Number) item).doubleValue());
      }
    }
    if (numbers.size() < minSize) {
      fault(key, "needs a list of at least " + minSize + " numbers");
      while (numbers.size() < minSize) {
        numbers.add(0.0);
      }
    }
    return numbers;
  }

  @Override
  public List<List<Double>> rows(String key) {
    List<List<Double>> rows = new ArrayList<>();
    if (values.get(key) instanceof List<?> list) {
      for (Object row : list) {
        List<?> numbers = row instanceof List<?> several ? several : List.of(row);
        rows.add(numbers.stream().map(x -> ((Number) x).doubleValue()).toList());
      }
    }
    if (rows.isEmpty()) {
      fault(key, "needs rows of numbers");
      rows.add(List.of(1.0));
    }
    return rows;
  }

  @Override
  public Optional<Numbers> vector(String key) {
    return has(key) ? Optional.of(Numbers.of(numbers(key, 1))) : Optional.empty();
  }

  @Override
  public Optional<NumberArray> array(String key) {
    return Optional.ofNullable((NumberArray) values.get(key));
  }

  @Override
  public Optional<String> file(String key) {
    return text(key);
  }

  @Override
  public boolean isWord(String key, String word) {
    return word.equals(values.get(key));
  }

  @Override
  public boolean has(String key) {
    return values.containsKey(key);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Parameters section(String key) {
    if (values.get(key) instanceof Map<?, ?> section) {
      return new MapParameters((Map<String, ?>) section);
    }
    fault(key, "needs an object");
    return new MapParameters(Map.of());
  }

  @Override
  public void fault(String key, String message) {
    faults.add(key + ": " + message);
  }
}
