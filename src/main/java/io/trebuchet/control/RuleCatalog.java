package io.trebuchet.control;

import io.trebuchet.physics.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;

/** All rules that {@code control.rule} can name: those of this project, and the user's own. */
public final class RuleCatalog {
  private static final List<String> BUILT_IN =
      List.of("none", "non-finite", "certified", "threshold", "patience", "median", "asha");

  private final Map<String, StopRuleKind> own = new TreeMap<>();

  private RuleCatalog() {}

  /**
   * With these rules of the user's own.
   *
   * @throws ServiceConfigurationError if two rules have the same name
   */
  public static RuleCatalog of(Iterable<StopRuleKind> kinds) {
    RuleCatalog catalog = new RuleCatalog();
    for (StopRuleKind kind : kinds) {
      if (BUILT_IN.contains(kind.name()) || catalog.own.put(kind.name(), kind) != null) {
        throw new ServiceConfigurationError("two rules are called " + kind.name());
      }
    }
    return catalog;
  }

  /** The names, those of this project first. */
  public List<String> names() {
    List<String> names = new ArrayList<>(BUILT_IN);
    names.addAll(own.keySet());
    return names;
  }

  /** Whether a rule has a section of settings. */
  public boolean hasSettings(String name) {
    return !name.equals("none") && !name.equals("non-finite");
  }

  /**
   * Reads a rule's settings.
   *
   * @param text the settings as {@code key=value} joined by commas
   * @param limit how long a call of a rule of the user's own may take
   * @throws IllegalArgumentException if there is no rule of this name
   */
  public ControlRule read(String name, String text, Parameters settings, Duration limit) {
    return switch (name) {
      case "none" -> ControlRule.NONE;
      case "non-finite" -> ControlRule.NON_FINITE;
      case "certified" -> ControlRule.PerTrial.builtIn(name, text, Certified.read(settings));
      case "threshold" -> ControlRule.PerTrial.builtIn(name, text, Threshold.read(settings));
      case "patience" -> ControlRule.PerTrial.builtIn(name, text, Patience.read(settings));
      case "median" -> Median.read(text, settings);
      case "asha" -> Asha.read(text, settings);
      default -> {
        StopRuleKind kind = own.get(name);
        if (kind == null) {
          throw new IllegalArgumentException("there is no rule " + name);
        }
        yield new ControlRule.PerTrial(name, text, kind.read(settings), limit.toNanos());
      }
    };
  }
}
