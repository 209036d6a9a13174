package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What the command line changes in a config.
 *
 * @param assignments {@code path=value} each, applied in order; the value is HOCON and replaces the
 *     whole value at the path, objects included; {@code null} brings the default back
 * @param seed takes the place of all seeds of the sweep
 */
public record Overrides(List<String> assignments, OptionalLong seed) {
  /** Changes nothing. */
  public static final Overrides NONE = new Overrides(List.of(), OptionalLong.empty());

  // Of a path, where a fault of it is told.
  private static final int MOST_SHOWN = 80;

  private static final String TOO_DEEP =
      String.format(Locale.ROOT, "nested more than %d levels deep", TextBounds.MOST_LEVELS);

  /** Copies the list. */
  public Overrides {
    assignments = List.copyOf(assignments);
  }

  /** The arguments of {@code --set}. */
  public static Overrides of(String... assignments) {
    return new Overrides(List.of(assignments), OptionalLong.empty());
  }

  /** The same with {@code --seed}. */
  public Overrides withSeed(long value) {
    return new Overrides(assignments, OptionalLong.of(value));
  }

  List<Assignment> parse(Faults faults) {
    List<Assignment> parsed = new ArrayList<>();
    for (String assignment : assignments) {
      parse(assignment, parsed, faults);
    }
    seed.ifPresent(
        value -> Assignment.add(parsed, "sweep.seed", valueOf(Long.toString(value), "--seed")));
    return parsed;
  }

  private static void parse(String assignment, List<Assignment> into, Faults faults) {
    int equals = assignment.indexOf('=');
    String path = (equals < 0 ? assignment : assignment.substring(0, equals)).trim();
    String shown = path.length() <= MOST_SHOWN ? path : path.substring(0, MOST_SHOWN) + "…";
    String option = "--set " + shown;
    Place place = new Place(option, 0);
    if (equals < 0) {
      faults.add(place, shown, "write --set path=value, such as --set stop.max-steps=500");
      return;
    }
    try {
      List<String> names = ConfigUtil.splitPath(path);
      if (names.size() > TextBounds.MOST_LEVELS) {
        faults.add(place, "", TOO_DEEP);
        return;
      }
      String canonical = ConfigUtil.joinPath(names);
      Assignment.add(into, canonical, valueOf(assignment.substring(equals + 1), option));
    } catch (Documents.RefusedException e) {
      faults.add(place, shown, String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      faults.add(place, shown, TOO_DEEP);
    } catch (com.typesafe.config.ConfigException.BadPath e) {
      faults.add(place, shown, "not a path; write one such as stop.max-steps");
    } catch (com.typesafe.config.ConfigException e) {
      faults.add(
          place,
          shown,
          "the value is not HOCON; put text in double quotes, lists in [ ], objects in { } ("
              + ConfigFile.message(e)
              + ")");
    }
  }

  private static com.typesafe.config.ConfigValue valueOf(String text, String option) {
    ConfigObject parsed = new Documents(Reach.NOTHING).parse(option, "value = " + text).root();
    var value = parsed.get("value");
    if (value == null || parsed.size() != 1) {
      throw new com.typesafe.config.ConfigException.Generic("more than one setting");
    }
    return value;
  }
}
