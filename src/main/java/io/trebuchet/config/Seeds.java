package io.trebuchet.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** The keys {@code sweep.seed} and {@code sweep.seeds}. */
final class Seeds {
  private Seeds() {}

  /** Reads the seeds in ascending order; empty if there are faults. */
  static List<Long> read(Section sweep, int most) {
    if (!sweep.isWritten("seeds")) {
      return List.of(new Settings(sweep).whole("seed", 0, Long.MAX_VALUE));
    }
    if (sweep.isWritten("seed")) {
      sweep.fault("seeds", "give sweep.seed or sweep.seeds, not both");
    }
    ConfigValue value = sweep.find("seeds");
    if (value instanceof ConfigList list && !list.isEmpty()) {
      return list(sweep, list);
    }
    if (value instanceof ConfigObject) {
      Settings range = new Settings(sweep.section("seeds"));
      int count = (int) range.whole("count", 1, most);
      long from = range.whole("from", 0, Long.MAX_VALUE - most);
      return LongStream.range(from, from + count).boxed().toList();
    }
    if (value != null) {
      sweep.wrong("seeds", value, "a list of whole numbers ≥ 0, not empty, or { from, count }");
    }
    return List.of();
  }

  private static List<Long> list(Section sweep, ConfigList list) {
    TreeSet<Long> seeds = new TreeSet<>();
    for (ConfigValue element : list) {
      Optional<Long> seed = Values.whole(element).filter(s -> s >= 0);
      if (seed.isEmpty()) {
        sweep.wrong("seeds", element, "a whole number ≥ 0");
      } else if (!seeds.add(seed.get())) {
        sweep.wrong("seeds", element, "a list without duplicates");
      }
    }
    return List.copyOf(seeds);
  }
}
