package io.trebuchet.config;

import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import java.util.ArrayList;
import java.util.List;

/**
 * What is without faults in a config that has some: the files that it names can be looked at all
 * the same, so that all that is wrong is told at once.
 *
 * @param points whose model and data are sound
 * @param models whose data are not
 * @param sources whose model is not
 * @param unsound data of which no more is known than which files they are
 */
public record Sound(
    List<GridPoint> points,
    List<Model> models,
    List<DataSource> sources,
    List<DataSource> unsound) {
  /** Copies the lists. */
  public Sound {
    points = List.copyOf(points);
    models = List.copyOf(models);
    sources = List.copyOf(sources);
    unsound = List.copyOf(unsound);
  }

  /** Nothing of it. */
  static final Sound NOTHING = new Sound(List.of(), List.of(), List.of(), List.of());

  /** Sorts the points of a grid, as they are read. */
  static final class Sorting {
    private final List<GridPoint> points = new ArrayList<>();
    private final List<Model> models = new ArrayList<>();
    private final List<DataSource> sources = new ArrayList<>();
    private final List<DataSource> unsound = new ArrayList<>();

    void add(GridPoint point, Faults faults) {
      boolean model = !faults.concern("model");
      boolean data = !faults.concern("data");
      if (model && data) {
        points.add(point);
      } else if (model) {
        models.add(point.model());
      } else if (data) {
        sources.add(point.data());
      }
      if (!data) {
        unsound.add(point.data());
      }
    }

    void addModel(Model model, Faults faults) {
      if (!faults.concern("model")) {
        models.add(model);
      }
    }

    void addData(DataSource data, Faults faults) {
      (faults.concern("data") ? unsound : sources).add(data);
    }

    Sound sorted() {
      return new Sound(points, models, sources, unsound);
    }
  }
}
