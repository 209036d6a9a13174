package io.trebuchet.config;

import io.trebuchet.control.ControlRule;
import io.trebuchet.control.RuleCatalog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code control}: the rule it names, and the settings of all it mentions. */
final class ControlSection {
  private ControlSection() {}

  static ControlRule read(Section control, RuleCatalog catalog) {
    List<String> names = catalog.names();
    Duration limit = new Settings(control).duration("time-limit");
    Optional<String> chosen =
        control.read(
            "rule",
            "one of " + String.join(", ", names),
            value -> Values.scalar(value).filter(names::contains));
    ControlRule rule = ControlRule.NONE;
    for (String name : names) {
      boolean isChosen = chosen.isPresent() && chosen.get().equals(name);
      // The settings of other rules are checked if they were written, so that no slip goes unseen.
      if (catalog.hasSettings(name) && (isChosen || control.isWritten(name))) {
        ControlRule read = read(control.section(name), name, catalog, limit);
        rule = isChosen ? read : rule;
      } else if (isChosen) {
        rule = read(control, name, catalog, limit);
      }
    }
    return rule;
  }

  private static ControlRule read(
      Section section, String name, RuleCatalog catalog, Duration limit) {
    try {
      String text = catalog.hasSettings(name) ? section.text() : "";
      return catalog.read(name, text, new Settings(section), limit);
    } catch (IllegalArgumentException e) {
      section.fault(String.valueOf(e.getMessage()));
      section.abandon();
      return ControlRule.NONE;
    }
  }
}
