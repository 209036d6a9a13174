package io.trebuchet.dashboards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Colours of trials and outcomes. */
final class Colours {
  private static final int BANDS_PER_UNIT = 5;
  private static final int UNITS = 5;
  // Hues from blue at c = 0 over green at 2.5 to red at 5, where hardly anything converges.
  private static final double FIRST_HUE = 230;

  /** A word of the store, what is shown for it, and in which colour. */
  private static final String OUTCOMES =
      """
      started running #3274d9
      converged converged #56a64b
      diverged diverged #e02f44
      dead dead #37383a
      oscillating oscillating #f2cc0c
      incomplete incomplete #8e8e8e
      stopped stopped #ff780a
      failed failed #a352cc
      """;

  private Colours() {}

  /** A trial's colour by its c, which its id ends with, in bands of a fifth. */
  static List<Map<String, @Nullable Object>> byC() {
    List<Map<String, @Nullable Object>> overrides = new ArrayList<>();
    for (int band = 0; band < UNITS * BANDS_PER_UNIT; band++) {
      int unit = band / BANDS_PER_UNIT;
      int tenth = band % BANDS_PER_UNIT * 2;
      String fraction =
          tenth == 0
              ? "(\\.[01]\\d*)?"
              : String.format(Locale.ROOT, "\\.[%d%d]\\d*", tenth, tenth + 1);
      double share = (double) band / (UNITS * BANDS_PER_UNIT - 1);
      overrides.add(colour("/-c" + unit + fraction + "$/", hex(FIRST_HUE * (1 - share))));
    }
    overrides.add(colour("/-c([5-9]|\\d\\d+)(\\.\\d+)?$/", "#7a0c0c"));
    return overrides;
  }

  /** Words of outcomes and states with their colours. */
  static List<Map<String, @Nullable Object>> outcomes() {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    for (String line : OUTCOMES.lines().toList()) {
      String[] words = line.split(" ", -1);
      options.put(words[0], Tree.of("text", words[1], "color", words[2], "index", options.size()));
    }
    return List.of(Tree.of("type", "value", "options", options));
  }

  private static Map<String, @Nullable Object> colour(String name, String hex) {
    return Look.override(
        "byRegexp",
        name,
        List.of(Tree.of("id", "color", "value", Tree.of("mode", "fixed", "fixedColor", hex))));
  }

  /** A colour of full hue at 70% saturation and 50% lightness, readable on light and dark. */
  private static String hex(double hue) {
    return String.format(
        Locale.ROOT, "#%02x%02x%02x", channel(hue, 0), channel(hue, 8), channel(hue, 4));
  }

  private static int channel(double hue, int offset) {
    double k = (offset + hue / 30) % 12;
    double value = 0.5 - 0.35 * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1));
    return (int) Math.round(255 * value);
  }
}
