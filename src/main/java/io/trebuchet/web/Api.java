package io.trebuchet.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.metrics.TrialState.Stage;
import io.trebuchet.storage.StopsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What the API answers, without the server around it. */
record Api(SweepCatalog catalog, String version, LiveStreams streams) {

  List<Endpoint> endpoints() {
    String sweep = "/api/sweeps/{sweep}";
    String trial = sweep + "/trials/{trial}";
    List<Endpoint> endpoints =
        new ArrayList<>(
            List.of(
                Endpoint.open("/health", this::health),
                Endpoint.open("/metrics", this::prometheus),
                Endpoint.open("/api/openapi.json", this::openApi),
                Endpoint.reading("/api/sweeps", this::sweeps),
                Endpoint.reading(sweep, this::sweep),
                Endpoint.reading(sweep + "/trials", this::trials),
                Endpoint.reading(trial, this::trial),
                Endpoint.reading(sweep + "/steps", this::steps),
                Endpoint.reading(sweep + "/stops", this::stops),
                Endpoint.reading(sweep + "/live", this::live)));
    for (Control wish : Control.values()) {
      endpoints.add(Endpoint.control(sweep + "/" + wish.word(), a -> control(a, wish, named(a))));
      endpoints.add(
          Endpoint.control(
              trial + "/" + wish.word(), a -> control(a, wish, List.of(a.part("trial")))));
    }
    return endpoints;
  }

  private HttpResponse health(Endpoint.Asked asked) {
    asked.query().only();
    return Answers.json(
        out -> {
          out.writeStartObject();
          out.writeStringField("status", "ok");
          out.writeStringField("version", version);
          out.writeEndObject();
        });
  }

  private HttpResponse prometheus(Endpoint.Asked asked) {
    asked.query().only();
    // What the sweeps are called, and how they do, is for those who may read.
    boolean all = asked.standing().atLeast(Standing.READER) && catalog.begun();
    List<ServedSweep> sweeps = all ? catalog.sweeps() : List.of();
    return Answers.text(Prometheus.CONTENT_TYPE, Prometheus.text(sweeps, streams.viewers()));
  }

  private HttpResponse openApi(Endpoint.Asked asked) throws IOException {
    asked.query().only();
    try (InputStream document = Api.class.getResourceAsStream("/web/openapi.json")) {
      if (document == null) {
        throw new IllegalStateException("openapi.json is not on the class path");
      }
      return Answers.json(200, document.readAllBytes());
    }
  }

  private HttpResponse sweeps(Endpoint.Asked asked) {
    asked.query().only();
    checkBegun();
    Stream<ApiJson.Body> sweeps =
        catalog.sweeps().stream()
            .map(
                sweep ->
                    out -> {
                      out.writeStartObject();
                      about(out, sweep, asked);
                      out.writeEndObject();
                    });
    return Answers.json(asked, array("sweeps", sweeps));
  }

  private HttpResponse sweep(Endpoint.Asked asked) {
    asked.query().only();
    ServedSweep sweep = find(asked);
    return Answers.json(
        out -> {
          out.writeStartObject();
          about(out, sweep, asked);
          out.writeStringField("config", sweep.about().config());
          boolean controllable = asked.byOwner() && sweep.controls().isPresent();
          out.writeBooleanField("controllable", controllable);
          out.writeArrayFieldStart("metrics");
          for (Metric metric : Metric.all()) {
            out.writeStartObject();
            out.writeStringField("name", metric.column());
            out.writeStringField("description", metric.description());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeFieldName("engine");
          ApiJson.engine(out, sweep.engine());
          out.writeEndObject();
        });
  }

  private static void about(JsonGenerator out, ServedSweep sweep, Endpoint.Asked asked)
      throws IOException {
    ServedSweep.About about = sweep.about();
    out.writeStringField("id", about.id());
    out.writeStringField("name", about.name());
    out.writeStringField("state", about.progress().word());
    out.writeStringField("started", about.started().toString());
    if (about.ended() == null) {
      out.writeNullField("ended");
    } else {
      out.writeStringField("ended", about.ended().toString());
    }
    out.writeStringField("store", about.store());
    out.writeStringField("directory", about.directory());
    out.writeStringField("link", about.link().isEmpty() ? "" : link(sweep, asked));
    out.writeObjectFieldStart("trials");
    for (Map.Entry<Stage, Integer> count : stages(sweep).entrySet()) {
      out.writeNumberField(count.getKey().word(), count.getValue());
    }
    out.writeEndObject();
  }

  /** Who knows our token may know those of our other processes. */
  private static String link(ServedSweep sweep, Endpoint.Asked asked) {
    String link = sweep.about().link();
    return asked.byOwner()
        ? sweep.token().map(t -> link + WebServer.FRAGMENT + t).orElse(link)
        : link;
  }

  static Map<Stage, Integer> stages(ServedSweep sweep) {
    Map<Stage, Integer> counts = new LinkedHashMap<>();
    for (Stage stage : Stage.values()) {
      counts.put(stage, 0);
    }
    sweep.live().trials().forEach(trial -> counts.merge(trial.stage(), 1, Integer::sum));
    return counts;
  }

  private HttpResponse trials(Endpoint.Asked asked) {
    asked.query().only(TrialQuery.PARAMETERS);
    TrialQuery query = TrialQuery.of(asked.query());
    TrialQuery.Page page = query.apply(find(asked).live().trials());
    ApiJson.Body head =
        out -> {
          out.writeStartObject();
          out.writeNumberField("total", page.total());
          out.writeNumberField("matched", page.matched());
          out.writeNumberField("offset", query.offset());
          out.writeObjectFieldStart("trials");
        };
    ApiJson.Body end =
        out -> {
          out.writeEndObject();
          out.writeEndObject();
        };
    Stream<ApiJson.Body> columns =
        query.fields().stream().map(field -> out -> ApiJson.column(out, field, page.rows()));
    return Answers.json(
        asked, Stream.of(Stream.of(head), columns, Stream.of(end)).flatMap(s -> s).iterator());
  }

  private HttpResponse trial(Endpoint.Asked asked) throws IOException {
    asked.query().only();
    ServedSweep sweep = find(asked);
    TrialState trial = trial(sweep, asked.part("trial"));
    List<StopsFile.Stop> stops =
        sweep.stops().stream().filter(stop -> stop.trial().equals(trial.trial())).toList();
    return Answers.json(
        out -> {
          out.writeStartObject();
          for (TrialField field : TrialField.all()) {
            String text = field.text().apply(trial);
            out.writeFieldName(field.name());
            if (field.kind() == io.trebuchet.metrics.TrialColumn.Kind.TEXT) {
              out.writeString(text);
            } else {
              out.writeRawValue(text.isEmpty() ? "null" : text);
            }
          }
          ApiJson.stops(out, stops);
          out.writeEndObject();
        });
  }

  private HttpResponse stops(Endpoint.Asked asked) throws IOException {
    asked.query().only();
    Stream<ApiJson.Body> stops =
        find(asked).stops().stream().map(stop -> out -> ApiJson.stop(out, stop));
    return Answers.json(asked, array("stops", stops));
  }

  private HttpResponse steps(Endpoint.Asked asked) throws IOException {
    asked.query().only(StepsQuery.PARAMETERS);
    StepsQuery query = StepsQuery.of(asked.query());
    if (query.trials().isEmpty()) {
      throw BadRequest.parameter("trial is missing: name at least one");
    }
    ServedSweep sweep = find(asked);
    query.trials().forEach(trial -> trial(sweep, trial));
    Stream<ApiJson.Body> series =
        query.trials().stream().flatMap(trial -> series(sweep, query, trial).stream());
    return Answers.json(asked, array("series", series));
  }

  /** Reads the steps of one trial when it is its turn. */
  private static List<ApiJson.Body> series(ServedSweep sweep, StepsQuery query, String trial) {
    ReducedSteps steps;
    try {
      steps = query.read(sweep, trial);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<ApiJson.Body> parts = new ArrayList<>();
    parts.add(
        out -> {
          out.writeStartObject();
          out.writeStringField("trial", trial);
        });
    parts.addAll(ApiJson.series(steps, query.metrics(), query.digits(), 0));
    parts.add(JsonGenerator::writeEndObject);
    return parts;
  }

  /** An object with a single array. */
  private static Iterator<ApiJson.Body> array(String name, Stream<ApiJson.Body> elements) {
    ApiJson.Body head =
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart(name);
        };
    ApiJson.Body end =
        out -> {
          out.writeEndArray();
          out.writeEndObject();
        };
    return Stream.of(Stream.of(head), elements, Stream.of(end)).flatMap(s -> s).iterator();
  }

  private HttpResponse live(Endpoint.Asked asked) {
    asked.query().only("trial", "metrics", "points", "digits", "columns");
    return streams.open(
        find(asked),
        StepsQuery.of(asked.query()),
        TrialQuery.fields(asked.query()),
        asked.standing());
  }

  /** The trials that a body names; none stands for the whole sweep. */
  private static List<String> named(Endpoint.Asked asked) {
    if (asked.body().isEmpty()) {
      return List.of();
    }
    List<String> trials = ApiJson.texts(asked.body().toArrayUnsafe(), "trials");
    if (trials.isEmpty()) {
      throw BadRequest.parameter("trials is empty: leave out the body to mean all of them");
    }
    return trials;
  }

  private CompletionStage<HttpResponse> control(
      Endpoint.Asked asked, Control wish, List<String> trials) {
    asked.query().only();
    ServedSweep sweep = find(asked);
    for (String trial : trials) {
      check(wish, trial(sweep, trial));
    }
    ServedSweep.Controls controls =
        sweep
            .controls()
            .orElseThrow(() -> new BadRequest(409, "this sweep is not run by this process"));
    return controls
        .ask(wish, trials)
        .thenApply(
            done -> Answers.json(202, "{\"accepted\":true}".getBytes(StandardCharsets.UTF_8)));
  }

  /** A stop can be taken back, other ends cannot. */
  private static void check(Control wish, TrialState trial) {
    if (trial.stage() != Stage.ENDED) {
      return;
    }
    TrialResult result = trial.result();
    boolean stopped = result != null && result.outcome() == Outcome.STOPPED;
    if (wish != Control.CONTINUE || !stopped) {
      String but = wish == Control.CONTINUE ? ": only a stopped trial can be continued" : "";
      throw new BadRequest(409, trial.trial() + " has ended" + but);
    }
  }

  private void checkBegun() {
    if (!catalog.begun()) {
      throw new BadRequest(503, "the sweep has not begun yet: try again in a moment");
    }
  }

  private ServedSweep find(Endpoint.Asked asked) {
    checkBegun();
    String id = asked.part("sweep");
    return catalog
        .sweep(id)
        .orElseThrow(() -> BadRequest.notFound("there is no sweep " + id + ": see /api/sweeps"));
  }

  private static TrialState trial(ServedSweep sweep, String id) {
    return sweep
        .live()
        .trial(id)
        .orElseThrow(() -> BadRequest.notFound("the sweep has no trial " + id));
  }
}
