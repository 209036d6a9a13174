package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the model and the data of every grid point. */
final class GridPoints {
  private final Kinds<Model> models;
  private final Kinds<DataSource> sources;
  private final List<GridPoint> points = new ArrayList<>();
  private final List<Section> sections = new ArrayList<>();

  GridPoints(Kinds<Model> models, Kinds<DataSource> sources) {
    this.models = models;
    this.sources = sources;
  }

  /** Reads one point of a config written for it; it is left out if it has faults. */
  void read(int index, Map<String, String> params, ConfigObject written, Place top, Faults faults) {
    Section root = Section.root(written, Section.EMPTY, top, faults);
    var model = models.read(root.section("model"));
    var data = sources.read(root.section("data"));
    sections.add(model.section());
    sections.add(data.section());
    if (model.value().isPresent() && data.value().isPresent()) {
      points.add(new GridPoint(index, params, model.value().get(), data.value().get()));
    }
  }

  /** Reads every combination of the grid. */
  void readAll(Grid grid, Config parsed, List<Assignment> overrides, Place top, Faults faults)
      throws ConfigException {
    for (int i = 0; i < grid.size(); i++) {
      List<Assignment> combination = grid.combination(i);
      List<Assignment> assignments = new ArrayList<>(overrides);
      assignments.addAll(combination);
      ConfigObject written = ConfigFile.resolve(parsed, assignments, top, faults).root();
      read(grid.isEmpty() ? 0 : i + 1, Grid.params(combination), written, top, faults);
    }
  }

  List<GridPoint> points() {
    return points;
  }

  /** The paths of the keys that some point asked for. */
  Set<String> known() {
    Set<String> known = new LinkedHashSet<>();
    sections.forEach(section -> known.addAll(section.known()));
    return known;
  }

  /** Reports the keys of each point that nobody read. */
  void reportUnread(Set<String> known) {
    sections.forEach(section -> section.reportUnread(known));
  }

  /** The kinds' defaults that every point used, by path. */
  Map<String, ConfigValue> usedDefaults() {
    Map<String, ConfigValue> common = new LinkedHashMap<>();
    sections.forEach(section -> common.putAll(section.usedDefaults()));
    for (int i = 0; i < sections.size(); i += 2) {
      Map<String, ConfigValue> used = sections.get(i).usedDefaults();
      used.putAll(sections.get(i + 1).usedDefaults());
      common.entrySet().retainAll(used.entrySet());
    }
    return common;
  }
}
