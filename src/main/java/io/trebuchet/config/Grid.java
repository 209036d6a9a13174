package io.trebuchet.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The section {@code grid}: every combination of its values, the last key varying fastest. */
final class Grid {
  private static final Set<String> SECTIONS = Set.of("model", "data", "training");

  private record Axis(String path, ConfigList values) {}

  private final List<Axis> axes;

  private Grid(List<Axis> axes) {
    this.axes = axes;
  }

  static Grid read(Section section) {
    // Whether the keys exist is seen when the sections are read with them.
    section.abandon();
    List<Axis> axes = new ArrayList<>();
    collect(section, section.written(), List.of(), axes);
    // HOCON objects have no order, so that of the keys' names is the one that lasts.
    axes.sort(Comparator.comparing(Axis::path));
    return new Grid(axes);
  }

  /** How many combinations there are; 1 without a grid, at most {@code Long.MAX_VALUE}. */
  long size() {
    long size = 1;
    for (Axis axis : axes) {
      long high = Math.multiplyHigh(size, axis.values().size());
      size = high == 0 ? size * axis.values().size() : Long.MAX_VALUE;
      if (size < 0) {
        return Long.MAX_VALUE;
      }
    }
    return size;
  }

  boolean isEmpty() {
    return axes.isEmpty();
  }

  /** The settings of one combination, {@code index} counted from 0. */
  List<Assignment> combination(long index) {
    List<Assignment> assignments = new ArrayList<>();
    long rest = index;
    for (Axis axis : axes.reversed()) {
      int size = axis.values().size();
      assignments.add(new Assignment(axis.path(), axis.values().get((int) (rest % size))));
      rest /= size;
    }
    return assignments.reversed();
  }

  /**
   * Key to value, as trials are labelled with them.
   *
   * @param texts the paths of keys whose values are texts
   */
  static Map<String, String> params(List<Assignment> assignments, Set<String> texts) {
    Map<String, String> params = new LinkedHashMap<>();
    assignments.forEach(
        a -> params.put(a.path(), text(TextKeys.asWritten(a.value(), a.path(), texts))));
    return Collections.unmodifiableMap(params);
  }

  /** The lists, by path in the config, in which a text looks like a number; as texts. */
  Map<String, ConfigValue> asWritten(Set<String> texts) {
    Map<String, ConfigValue> lists = new LinkedHashMap<>();
    for (Axis axis : axes) {
      List<ConfigValue> values =
          axis.values().stream()
              .map(value -> TextKeys.asWritten(value, axis.path(), texts))
              .toList();
      if (!values.equals(axis.values())) {
        lists.put("grid." + axis.path(), ConfigValueFactory.fromIterable(values));
      }
    }
    return lists;
  }

  private static String text(ConfigValue value) {
    String hocon = value.render(ConfigRenderOptions.concise().setJson(false));
    return Values.scalar(value).orElse(value instanceof ConfigObject ? "{" + hocon + "}" : hocon);
  }

  private static void collect(
      Section section, ConfigObject object, List<String> parents, List<Axis> axes) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      List<String> names = new ArrayList<>(parents);
      names.add(entry.getKey());
      String path = ConfigUtil.joinPath(names);
      switch (entry.getValue()) {
        case ConfigObject inner -> collect(section, inner, names, axes);
        case ConfigList list when !SECTIONS.contains(names.getFirst()) ->
            section.wrongInside(path, list, "a key under model, data or training");
        case ConfigList list when list.isEmpty() || new HashSet<>(list).size() < list.size() ->
            section.wrongInside(path, list, "a list of different values, not empty");
        case ConfigList list -> axes.add(new Axis(path, list));
        case ConfigValue value when value.valueType() == ConfigValueType.NULL -> {}
        case ConfigValue value -> section.wrongInside(path, value, "a list of the values to try");
      }
    }
  }
}
