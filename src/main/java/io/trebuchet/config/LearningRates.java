package io.trebuchet.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    BigDecimal single = value == null ? null : rate(value);
    if (single == null && value != null) {
      section.wrong(
          key,
          value,
          "a list of numbers above 0, { from, to, step } or { log-from, log-to, count }");
    }
    return single == null ? List.of() : List.of(single);
  }

  private List<BigDecimal> list(String key, ConfigList list) {
    if (list.isEmpty()) {
      section.wrong(key, list, "a list of at least one number above 0");
    }
    List<BigDecimal> rates = new ArrayList<>();
    Set<BigDecimal> seen = new HashSet<>();
    for (ConfigValue element : list) {
      BigDecimal rate = rate(element);
      if (rate == null) {
        section.wrong(key, element, EXPECTED);
      } else if (!seen.add(rate)) {
        section.wrong(key, element, "a list without duplicates");
      } else {
        rates.add(rate);
      }
    }
    return rates;
  }

  private List<BigDecimal> linear(Section range) {
    BigDecimal from = rate(range, "from");
    BigDecimal to = rate(range, "to");
    BigDecimal step = rate(range, "step");
    if (from == null || to == null || step == null) {
      return List.of();
    }
    BigDecimal width = to.subtract(from);
    if (width.signum() < 0) {
      range.fault("from", "must be at most to, is %s > %s".formatted(plain(from), plain(to)));
      return List.of();
    }
    BigDecimal steps = width.divide(step, 0, RoundingMode.DOWN);
    if (steps.compareTo(BigDecimal.valueOf(most)) >= 0) {
      range.fault("step", "makes more than %d learning rates; make it larger".formatted(most));
      return List.of();
    }
    BigDecimal last = from.add(steps.multiply(step));
    if (last.compareTo(to) != 0) {
      range.fault(
          "to",
          "both ends belong to the range, and steps of %s from %s reach %s or %s, not %s"
              .formatted(plain(step), plain(from), plain(last), plain(last.add(step)), plain(to)));
      return List.of();
    }
    return Range.linear(from, to, step);
  }

  private List<BigDecimal> logarithmic(Section range) {
    BigDecimal from = rate(range, "log-from");
    BigDecimal to = rate(range, "log-to");
    int count = (int) range.wholeNumber("count", 2, most);
    if (from == null || to == null) {
      return List.of();
    }
    if (from.compareTo(to) >= 0) {
      range.fault("log-from", "must be below log-to, is %s ≥ %s".formatted(plain(from), plain(to)));
      return List.of();
    }
    List<BigDecimal> rates = Range.logarithmic(from, to, count);
    if (Set.copyOf(rates).size() < count) {
      range.fault("count", "so many rates cannot be told apart; ask for fewer");
      return List.of();
    }
    return rates;
  }

  private static @Nullable BigDecimal rate(Section range, String key) {
    ConfigValue value = range.find(key);
    if (value == null) {
      range.fault(key, "missing; must be " + EXPECTED);
      return null;
    }
    BigDecimal rate = rate(value);
    if (rate == null) {
      range.wrong(key, value, EXPECTED);
    }
    return rate;
  }

  private static @Nullable BigDecimal rate(ConfigValue value) {
    BigDecimal rate = Decimals.read(value);
    return rate == null || rate.compareTo(SMALLEST) < 0 || rate.compareTo(LARGEST) > 0
        ? null
        : Decimals.canonical(rate);
  }

  private static String plain(BigDecimal value) {
    return Decimals.canonical(value).toPlainString();
  }
}
