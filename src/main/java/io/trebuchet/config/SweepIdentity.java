package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The part of a config that decides what a trial of given seed and rate computes: all but the lists
 * of rates and seeds, the name, how often checkpoints are written, the spool, and who reads the
 * files.
 *
 * @param values by path, in order
 */
public record SweepIdentity(Map<String, String> values) {
  private static final List<String> FREE =
      List.of("learning-rates", "checkpoint", "spool", "files");
  private static final List<String> FREE_OF_SWEEP = List.of("name", "seed", "seeds");

  /** Defaults of keys that came later: a config from before says the same without them. */
  private static final Map<String, String> LATER =
      """
      data.labels "auto"
      training.loss "squared"
      training.rule "gd"
      training.beta 0.9
      training.beta2 0.999
      training.epsilon 1.0E-8
      training.weight-decay 0
      training.clip 0
      training.layer-factors []
      training.schedule "constant"
      training.schedule-steps 1
      training.schedule-at []
      training.schedule-factor 0.1
      """
          .lines()
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

  /** Copies the map. */
  public SweepIdentity {
    values = new TreeMap<>(values);
  }

  /** The identity of a resolved config, such as {@link SweepConfig#resolved}. */
  public static SweepIdentity of(String resolved) {
    Config config = ConfigFactory.parseString(resolved).resolve();
    Map<String, String> values = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            entry -> {
              String value = entry.getValue().render(ConfigRenderOptions.concise());
              boolean usual = value.equals(LATER.get(entry.getKey()));
              if (!usual && !free(ConfigUtil.splitPath(entry.getKey()))) {
                values.put(entry.getKey(), value);
              }
            });
    return new SweepIdentity(values);
  }

  private static boolean free(List<String> path) {
    return FREE.contains(path.getFirst())
        || (path.getFirst().equals("sweep") && FREE_OF_SWEEP.contains(path.get(1)));
  }

  /** All but one value. */
  public SweepIdentity without(String path) {
    Map<String, String> others = new TreeMap<>(values);
    others.remove(path);
    return new SweepIdentity(others);
  }

  /** What is different in {@code now}, a line each. */
  public List<String> differences(SweepIdentity now) {
    TreeSet<String> paths = new TreeSet<>(values.keySet());
    paths.addAll(now.values.keySet());
    List<String> lines = new ArrayList<>();
    for (String path : paths) {
      String before = values.getOrDefault(path, "absent");
      String after = now.values.getOrDefault(path, "absent");
      if (!before.equals(after)) {
        lines.add(String.format(Locale.ROOT, "%s: was %s, is %s", path, before, after));
      }
    }
    return List.copyOf(lines);
  }

  /** The values as text, a line each. */
  public String text() {
    StringBuilder text = new StringBuilder();
    values.forEach((path, value) -> text.append(path).append(" = ").append(value).append('\n'));
    return text.toString();
  }
}
