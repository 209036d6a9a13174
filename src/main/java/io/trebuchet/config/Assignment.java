package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;

/** A value that takes the place of whatever a config holds at a path. */
record Assignment(String path, ConfigValue value) {
  private static final ConfigValue NOTHING = ConfigValueFactory.fromAnyRef(null);

  /** Of each pair a config may hold one: setting it on the command line drops the other. */
  private static final Map<String, String> EITHER_OR =
      Map.of(
          "sweep.seed", "sweep.seeds",
          "sweep.seeds", "sweep.seed",
          "learning-rates.c", "learning-rates.eta",
          "learning-rates.eta", "learning-rates.c");

  static void add(List<Assignment> assignments, String path, ConfigValue value) {
    String other = EITHER_OR.get(path);
    if (other != null) {
      assignments.add(new Assignment(other, NOTHING));
    }
    assignments.add(new Assignment(path, value));
  }

  /** The config, which may hold unresolved references, with this value in it. */
  Config onto(Config config) {
    // A value laid over null no longer merges with what lies below: it replaces.
    return value.withFallback(NOTHING).atPath(path).withFallback(config);
  }
}
