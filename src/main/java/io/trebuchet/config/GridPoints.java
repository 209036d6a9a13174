package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.training.TrainedModel;
import io.trebuchet.physics.training.Training;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The model and the data of every grid point.
 *
 * @param points those without faults
 * @param known the paths of all keys that some point asked for
 * @param texts the paths of those whose values are texts
 * @param usedDefaults the kinds' defaults that every point used, by path
 * @param sound what of them has no faults
 */
record GridPoints(
    List<GridPoint> points,
    Set<String> known,
    Set<String> texts,
    Map<String, ConfigValue> usedDefaults,
    Sound.Sorting sound) {
  static GridPoints none() {
    return new GridPoints(
        new ArrayList<>(),
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        new LinkedHashMap<>(),
        new Sound.Sorting());
  }

  /** Reads every combination of the grid, each laid over the config and the overrides. */
  static GridPoints read(
      Grid grid,
      ConfigFile parsed,
      List<Assignment> overrides,
      SweepReader reader,
      Faults faults,
      FileSearch files)
      throws ConfigException {
    GridPoints all = none();
    for (int i = 0; i < grid.size(); i++) {
      List<Assignment> combination = grid.combination(i);
      List<Assignment> assignments = new ArrayList<>(overrides);
      assignments.addAll(combination);
      ConfigObject written = parsed.resolve(assignments, faults).root();
      Faults own = new Faults();
      Section root = Section.root(written, Section.EMPTY, parsed.top(), own, files);
      int index = grid.isEmpty() ? 0 : i + 1;
      Kinds.Reading<Training> training = reader.training(root);
      Kinds.Reading<Model> model = trained(reader.model(root), training);
      all.add(index, combination, model, reader.data(root), training.section(), own);
      faults.addAll(own);
    }
    return all;
  }

  /** The model under its training; a fault of that where the model cannot be trained so. */
  private static Kinds.Reading<Model> trained(
      Kinds.Reading<Model> model, Kinds.Reading<Training> training) {
    Training as = training.value().orElse(Training.PLAIN);
    if (model.value().isEmpty() || as.isPlain()) {
      return model;
    }
    Optional<Model> trained = TrainedModel.of(model.value().get(), as);
    if (trained.isEmpty()) {
      training
          .section()
          .fault(
              "models of this kind are trained by plain gradient descent of the squared loss only;"
                  + " leave it out, or choose model.kind = mlp");
    }
    return new Kinds.Reading<>(model.section(), trained);
  }

  private void add(
      int index,
      List<Assignment> combination,
      Kinds.Reading<Model> model,
      Kinds.Reading<DataSource> data,
      Section training,
      Faults faults) {
    if (data.value().filter(DataSource::hasTestSet).isPresent()) {
      model
          .value()
          .flatMap(Model::trainingOnly)
          .ifPresent(
              key ->
                  model
                      .section()
                      .fault(
                          key,
                          "belongs to the training points alone, but these data have a test set"));
    }
    Set<String> keys = new LinkedHashSet<>(model.section().known());
    keys.addAll(data.section().known());
    keys.addAll(training.known());
    model.section().reportUnread(keys);
    data.section().reportUnread(keys);
    training.reportUnread(keys);
    known.addAll(keys);
    texts.addAll(model.section().texts());
    texts.addAll(data.section().texts());
    texts.addAll(training.texts());

    Map<String, ConfigValue> used = new LinkedHashMap<>(model.section().usedDefaults());
    used.putAll(data.section().usedDefaults());
    used.putAll(training.usedDefaults());
    if (index <= 1) {
      usedDefaults.putAll(used);
    } else {
      usedDefaults.entrySet().retainAll(used.entrySet());
    }
    if (model.value().isPresent() && data.value().isPresent()) {
      Map<String, String> params = Grid.params(combination, texts);
      GridPoint point = new GridPoint(index, params, model.value().get(), data.value().get());
      points.add(point);
      sound.add(point, faults);
    } else {
      model.value().ifPresent(value -> sound.addModel(value, faults));
      data.value().ifPresent(value -> sound.addData(value, faults));
    }
  }
}
