package io.trebuchet.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The section {@code learning-rates}: a list, a range or a logarithmic range of c or of η. */
final class LearningRates {
  // Far outside what can be meant; inside, a rate written out in full is short enough for an id.
  private static final BigDecimal SMALLEST = new BigDecimal("1e-30");
  private static final BigDecimal LARGEST = new BigDecimal("1e30");
  private static final String EXPECTED = "a number above 0 (1e-30 to 1e30)";

  private final Section section;
  private final int most;

  private LearningRates(Section section, int most) {
    this.section = section;
    this.most = most;
  }

  /**
   * Reads the rates in ascending order; empty if there are faults.
   *
   * @param most how many rates a sweep can have
   */
  static List<LearningRate> read(Section section, int most) {
    boolean normalised = section.has("c");
    boolean absolute = section.has("eta");
    if (normalised && absolute) {
      section.fault("eta", "give learning-rates.c or learning-rates.eta, not both");
    } else if (!normalised && !absolute) {
      section.fault(
          "c",
          "missing; write learning-rates.c = [0.5, 2.5] or { from = 0.5, to = 4, step = 0.5 }");
    }
    LearningRates rates = new LearningRates(section, most);
    List<BigDecimal> c = normalised ? rates.values("c") : List.of();
    List<BigDecimal> eta = absolute ? rates.values("eta") : List.of();
    return normalised
        ? c.stream().sorted().<LearningRate>map(LearningRate.Normalised::new).toList()
        : eta.stream().sorted().<LearningRate>map(LearningRate.Absolute::new).toList();
  }

  private List<BigDecimal> values(String key) {
    ConfigValue value = section.find(key);
    if (value instanceof ConfigList list) {
      return list(key, list);
    }
    if (value instanceof ConfigObject) {
      Section range = section.section(key);
      return range.has("log-from") || range.has("log-to") || range.has("count")
          ? logarithmic(range)
          : linear(range);
    }
    return section
        .read(
            key,
            "a list of numbers above 0, { from, to, step } or { log-from, log-to, count }",
            LearningRates::rate)
        .stream()
        .toList();
  }

  private List<BigDecimal> list(String key, ConfigList list) {
    if (list.isEmpty()) {
      section.wrong(key, list, "a list of at least one number above 0");
    }
    Set<BigDecimal> rates = new LinkedHashSet<>();
    for (ConfigValue element : list) {
      Optional<BigDecimal> rate = rate(element);
      if (rate.isEmpty()) {
        section.wrong(key, element, EXPECTED);
      } else if (!rates.add(rate.get())) {
        section.wrong(key, element, "a list without duplicates");
      }
    }
    return List.copyOf(rates);
  }

  private List<BigDecimal> linear(Section range) {
    Optional<BigDecimal> from = rate(range, "from");
    Optional<BigDecimal> to = rate(range, "to");
    Optional<BigDecimal> step = rate(range, "step");
    return from.isPresent() && to.isPresent() && step.isPresent()
        ? linear(range, from.get(), to.get(), step.get())
        : List.of();
  }

  private List<BigDecimal> linear(Section range, BigDecimal from, BigDecimal to, BigDecimal step) {
    BigDecimal width = to.subtract(from);
    if (width.signum() < 0) {
      range.fault(
          "from",
          String.format(Locale.ROOT, "must be at most to, is %s > %s", plain(from), plain(to)));
      return List.of();
    }
    BigDecimal steps = width.divide(step, 0, RoundingMode.DOWN);
    if (steps.compareTo(BigDecimal.valueOf(most)) >= 0) {
      range.fault(
          "step",
          String.format(Locale.ROOT, "makes more than %d learning rates; make it larger", most));
      return List.of();
    }
    BigDecimal last = from.add(steps.multiply(step));
    if (last.compareTo(to) != 0) {
      range.fault(
          "to",
          String.format(
              Locale.ROOT,
              "both ends belong to the range, and steps of %s from %s reach %s or %s, not %s",
              plain(step),
              plain(from),
              plain(last),
              plain(last.add(step)),
              plain(to)));
      return List.of();
    }
    return Range.linear(from, to, step);
  }

  private List<BigDecimal> logarithmic(Section range) {
    Optional<BigDecimal> from = rate(range, "log-from");
    Optional<BigDecimal> to = rate(range, "log-to");
    int count = (int) new Settings(range).whole("count", 2, most);
    return from.isPresent() && to.isPresent()
        ? logarithmic(range, from.get(), to.get(), count)
        : List.of();
  }

  private static List<BigDecimal> logarithmic(
      Section range, BigDecimal from, BigDecimal to, int count) {
    if (from.compareTo(to) >= 0) {
      range.fault(
          "log-from",
          String.format(Locale.ROOT, "must be below log-to, is %s ≥ %s", plain(from), plain(to)));
      return List.of();
    }
    List<BigDecimal> rates = Range.logarithmic(from, to, count);
    if (Set.copyOf(rates).size() < count) {
      range.fault("count", "so many rates cannot be told apart; ask for fewer");
      return List.of();
    }
    return rates;
  }

  private static Optional<BigDecimal> rate(Section range, String key) {
    return range.read(key, EXPECTED, LearningRates::rate);
  }

  private static Optional<BigDecimal> rate(ConfigValue value) {
    return Values.decimal(value)
        .filter(rate -> rate.compareTo(SMALLEST) >= 0 && rate.compareTo(LARGEST) <= 0)
        .map(Values::canonical);
  }

  private static String plain(BigDecimal value) {
    return Values.canonical(value).toPlainString();
  }
}
