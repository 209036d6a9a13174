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
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*");

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
      try {
        String word = source.word();
        if (!WORD.matcher(word).matches()) {
          throw refused(where, "a word is made of a-z, 0-9 and -, not '" + word + "'");
        }
        if (!words.add(word)) {
          throw refused(where, "another has the word " + word);
        }
        if (word.equals(YOUNGER)) {
          all.addAll(later);
          later.clear();
        }
        for (Metric metric : source.metrics()) {
          add(metric, word, columns, where);
          all.add(metric);
        }
      } catch (RuntimeException e) {
        throw new ServiceConfigurationError(where + "does not say what it measures: " + e, e);
      }
    }
    all.addAll(later);
    return List.copyOf(all);
  }

  private static void add(Metric metric, String word, Set<String> columns, String where) {
    String column = metric.column();
    if (!NAME.matcher(column).matches()) {
      throw refused(where, "a column is named in a-z, 0-9 and _, not '" + column + "'");
    }
    if (!columns.add(column)) {
      throw refused(where, "there is a column named " + column + " already");
    }
    if (!metric.observable().equals(word)) {
      throw refused(where, column + " is not of the word " + word);
    }
  }

  private static ServiceConfigurationError refused(String where, String why) {
    return new ServiceConfigurationError(where + why);
  }
}
