package io.trebuchet.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;

/** All metrics in their order: those of every run, then those of each source on the class path. */
final class MetricList {
  static final List<MetricSource> SOURCES;
  static final List<Metric> ALL;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  // What rows and lines have beside metrics, under the same names.
  private static final Set<String> TAKEN =
      Set.of(
          "c",
          "finite",
          "log10_loss",
          "name",
          "seed",
          "step",
          "sweep",
          "time",
          "timestamp",
          "trial");

  // The first observable that came after the last metric of every run: no column moves.
  private static final String YOUNGER = "sensitivity";

  static {
    List<MetricSource> sources = new ArrayList<>();
    ServiceLoader.load(MetricSource.class, MetricSource.class.getClassLoader())
        .forEach(sources::add);
    SOURCES = List.copyOf(sources);
    ALL = of(SOURCES);
    for (int i = 0; i < ALL.size(); i++) {
      ALL.get(i).placeAt(i);
    }
  }

  private MetricList() {}

  /**
   * The list with these sources.
   *
   * @throws ServiceConfigurationError if a name is none, or stands twice
   */
  static List<Metric> of(List<MetricSource> sources) {
    List<Metric> all = new ArrayList<>(Metric.fixed());
    List<Metric> later = new ArrayList<>(Metric.always());
    later.removeAll(all);
    Set<String> columns = new HashSet<>(TAKEN);
    Metric.always().forEach(metric -> columns.add(metric.column()));
    Set<String> words = new HashSet<>();
    for (MetricSource source : sources) {
      String where = source.getClass().getName() + ": ";
      if (!words.add(source.word())) {
        throw new ServiceConfigurationError(where + "another has the word " + source.word());
      }
      if (source.word().equals(YOUNGER)) {
        all.addAll(later);
        later.clear();
      }
      for (Metric metric : source.metrics()) {
        if (!NAME.matcher(metric.column()).matches()) {
          throw new ServiceConfigurationError(
              where + "a column is named in a-z, 0-9 and _, not '" + metric.column() + "'");
        }
        if (!columns.add(metric.column())) {
          throw new ServiceConfigurationError(
              where + "there is a column named " + metric.column() + " already");
        }
        if (!metric.observable().equals(source.word())) {
          throw new ServiceConfigurationError(
              where + metric.column() + " is not of the word " + source.word());
        }
        all.add(metric);
      }
    }
    all.addAll(later);
    return List.copyOf(all);
  }
}
