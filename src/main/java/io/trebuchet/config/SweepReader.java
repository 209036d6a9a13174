package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.trebuchet.control.ControlRule;
import io.trebuchet.control.RuleCatalog;
import io.trebuchet.control.StopRuleKind;
import io.trebuchet.control.StopSettings;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataKind;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Model;
import io.trebuchet.physics.ModelKind;
import io.trebuchet.physics.observe.GaussNewton;
import io.trebuchet.physics.observe.Observable;
import io.trebuchet.physics.training.TrainedModel;
import io.trebuchet.physics.training.Training;
import io.trebuchet.physics.training.UpdateRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a config file into a validated sweep. */
public final class SweepReader {
  /** More trials than this are taken for a slip of the pen. */
  static final int MOST_TRIALS = 1_000_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final ConfigObject defaults;
  private final Kinds<Model> models;
  private final Kinds<DataSource> sources;

  private final RuleCatalog rules;
  private final DataFolders folders;
  private final MovedFiles moved;

  private SweepReader(Defaults defaults, RuleCatalog rules, DataFolders folders, MovedFiles moved) {
    this.folders = folders;
    this.moved = moved;
    this.defaults = defaults.general();
    this.rules = rules;
    this.models = new Kinds<>(defaults.modelKinds());
    this.sources = new Kinds<>(defaults.dataKinds());
  }

  /** A reader that knows the kinds registered as services. */
  public static SweepReader create() {
    return create(new DataFolders(List.of()));
  }

  /**
   * The same.
   *
   * @param folders where the files that a config names are looked for too
   */
  public static SweepReader create(DataFolders folders) {
    return create(folders, MovedFiles.NONE);
  }

  /** A reader of a run's config, whose files may have moved since. */
  public static SweepReader create(MovedFiles moved) {
    return create(new DataFolders(List.of()), moved);
  }

  private static SweepReader create(DataFolders folders, MovedFiles moved) {
    ClassLoader loader = SweepReader.class.getClassLoader();
    return of(
        ServiceLoader.load(ModelKind.class, loader),
        ServiceLoader.load(DataKind.class, loader),
        ServiceLoader.load(StopRuleKind.class, loader),
        folders,
        moved);
  }

  static SweepReader of(
      Iterable<ModelKind> modelKinds,
      Iterable<DataKind> dataKinds,
      Iterable<StopRuleKind> rules,
      DataFolders folders,
      MovedFiles moved) {
    SweepReader reader = new SweepReader(Defaults.load(), RuleCatalog.of(rules), folders, moved);
    modelKinds.forEach(kind -> reader.models.add(kind.name(), kind::read));
    reader.models.add(TaylorSection.KIND, settings -> TaylorSection.read(settings, reader.models));
    dataKinds.forEach(kind -> reader.sources.add(kind.name(), kind::read));
    return reader;
  }

  /** The same of a file that may include others beside it. */
  public SweepConfig read(Path file, Overrides overrides) throws ConfigException {
    return read(file, overrides, Reach.FILES);
  }

  /**
   * Reads a file, lays the overrides over it and the defaults under it, and checks everything.
   *
   * @throws ConfigException with every fault found
   */
  public SweepConfig read(Path file, Overrides overrides, Reach reach) throws ConfigException {
    Faults faults = new Faults();
    List<Assignment> assignments = overrides.parse(faults);
    ConfigFile parsed = ConfigFile.parse(file, reach, faults);
    ConfigObject written = parsed.resolve(assignments, faults).root();

    FileSearch search = FileSearch.of(file, folders, moved);
    Section root = Section.root(written, defaults, parsed.top(), faults, search);
    String name = name(root.section("sweep"), file);
    List<Long> seeds = Seeds.read(root.section("sweep"), MOST_TRIALS);
    List<LearningRate> rates = LearningRates.read(root.section("learning-rates"), MOST_TRIALS);
    StopSettings stop = stop(new Settings(root.section("stop")));
    ControlRule rule = ControlSection.read(root.section("control"), rules);
    RecordSettings record = record(new Settings(root.section("record")));
    // What a run that has begun was given is looked at where it is needed: a disk may be away.
    boolean given = !reach.equals(Reach.NOTHING) || isAssigned(assignments, "spool.dir");
    SpoolSettings spool = spool(new Settings(root.section("spool")), given);
    Duration checkpointEvery = new Settings(root.section("checkpoint")).duration("every");
    FilesMode files = new Settings(root.section("files")).constant("mode", FilesMode.class);
    if (files != FilesMode.PRIVATE
        && !parsed.mayOpenFiles()
        && !isAssigned(assignments, "files.mode")) {
      faults.add(
          parsed.top(),
          "files.mode",
          "a config of another user's cannot open your files to others: if you want it, give --set"
              + " files.mode="
              + files.name().toLowerCase(Locale.ROOT));
    }
    if (spool.dir().isPresent()
        && !parsed.mayOpenFiles()
        && !isAssigned(assignments, "spool.dir")) {
      faults.add(
          parsed.top(),
          "spool.dir",
          "a config of another user's cannot say where your files lie: if you want it, give --set"
              + " spool.dir="
              + spool.dir().get());
    }
    Grid grid = Grid.read(root.section("grid"));

    GridPoints points =
        fits(root, grid.size(), seeds.size(), rates.size())
            ? GridPoints.read(grid, parsed, assignments, this, faults, search)
            : GridPoints.none();
    checkRates(root, points.points(), rates);
    reportUnread(root, points);
    if (!faults.isEmpty()) {
      throw faults.exception(points.sound().sorted());
    }

    Map<String, ConfigValue> unwritten = new LinkedHashMap<>(root.usedDefaults());
    unwritten.putAll(points.usedDefaults());
    unwritten.putAll(grid.asWritten(points.texts()));
    unwritten.put("sweep.name", ConfigValueFactory.fromAnyRef(name));
    return new SweepConfig(
        name,
        stop,
        rule,
        withGaussNewton(record, points.points()),
        spool,
        checkpointEvery,
        files,
        trials(points.points(), seeds, rates),
        Resolved.render(written, unwritten),
        List.copyOf(search.found()));
  }

  Kinds.Reading<Model> model(Section root) {
    return models.read(root.section("model"));
  }

  Kinds.Reading<Training> training(Section root) {
    ConfigObject own = defaults.get("training") instanceof ConfigObject o ? o : Section.EMPTY;
    Section section = root.section("training").over(own);
    return new Kinds.Reading<>(section, Optional.of(Training.read(new Settings(section))));
  }

  Kinds.Reading<DataSource> data(Section root) {
    return sources.read(root.section("data"));
  }

  private static String name(Section sweep, Path file) {
    String fileName = String.valueOf(file.getFileName());
    int dot = fileName.lastIndexOf('.');
    String name =
        new Settings(sweep).text("name").orElse(dot > 0 ? fileName.substring(0, dot) : fileName);
    if (!NAME.matcher(name).matches()) {
      sweep.fault(
          "name",
          "must be usable as a directory name: up to 100 letters, digits, dots, hyphens and"
              + String.format(
                  Locale.ROOT, " underscores, beginning with a letter or digit; is \"%s\"", name));
    }
    return name;
  }

  private static StopSettings stop(Settings stop) {
    return new StopSettings(
        stop.number("loss-change", 0, Double.MAX_VALUE),
        stop.integer("patience", 1),
        stop.number("gradient-share", 0, 1),
        stop.whole("max-steps", 1, Long.MAX_VALUE));
  }

  private static RecordSettings record(Settings record) {
    List<Observable> observables = Observable.all();
    List<String> chosen =
        record.words(
            "observables",
            observables.stream().map(Observable::word).toList(),
            "or those of classes of your own on TREBUCHET_CLASSPATH");
    return new RecordSettings(
        record.constant("mode", RecordSettings.Mode.class),
        record.integer("test-every", 0),
        observables.stream().filter(o -> o.always() || chosen.contains(o.word())).toList());
  }

  /** Where NTK and Gauss–Newton matrix are not the same, both are recorded. */
  private static RecordSettings withGaussNewton(RecordSettings record, List<GridPoint> points) {
    return points.stream().allMatch(point -> TrainedModel.training(point.model()).loss().flat())
        ? record
        : record.with(GaussNewton.WORD);
  }

  private static void checkRates(Section root, List<GridPoint> points, List<LearningRate> rates) {
    boolean adam =
        points.stream()
            .map(point -> TrainedModel.training(point.model()).rule())
            .anyMatch(UpdateRule.Adam.class::isInstance);
    if (adam && rates.stream().anyMatch(LearningRate.Normalised.class::isInstance)) {
      root.section("learning-rates")
          .fault(
              "c",
              "the edge of training.rule = adam is one of its own preconditioned Hessian, not of"
                  + " λ_max(H_0): give learning-rates.eta");
    }
  }

  private static boolean isAssigned(List<Assignment> assignments, String path) {
    return assignments.stream().anyMatch(assignment -> assignment.path().equals(path));
  }

  private static SpoolSettings spool(Settings spool, boolean checked) {
    return new SpoolSettings(
        spool.bytes("memory"),
        spool.bytes("max-bytes"),
        spool.constant("when-full", SpoolSettings.WhenFull.class),
        spool.folder("dir", checked));
  }

  private static boolean fits(Section root, long points, int seeds, int rates) {
    // Neither of the last two is above a million, so their product cannot overflow.
    long perPoint = Math.max(1L, seeds) * Math.max(1, rates);
    if (points > MOST_TRIALS / perPoint) {
      root.section(points > 1 ? "grid" : "sweep")
          .fault(
              String.format(
                  Locale.ROOT,
                  "makes more than %d trials (%s grid points × %d seeds × %d learning rates); ask"
                      + " for fewer",
                  MOST_TRIALS,
                  points,
                  seeds,
                  rates));
      return false;
    }
    return true;
  }

  private static void reportUnread(Section root, GridPoints points) {
    root.has("model");
    root.has("data");
    root.has("training");
    Set<String> known = new LinkedHashSet<>(root.known());
    known.addAll(points.known());
    root.reportUnread(known);
  }

  private static List<TrialSpec> trials(
      List<GridPoint> points, List<Long> seeds, List<LearningRate> rates) {
    List<TrialSpec> trials = new ArrayList<>();
    for (GridPoint point : points) {
      for (long seed : seeds) {
        for (LearningRate rate : rates) {
          trials.add(TrialSpec.of(point, seed, rate));
        }
      }
    }
    return trials;
  }
}
