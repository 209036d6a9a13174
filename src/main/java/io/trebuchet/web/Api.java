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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What the API answers, without the server around it. */
final class Api {
  private final SweepCatalog catalog;
  private final String version;
  private final LiveStreams streams;

  private Api(SweepCatalog catalog, String version, LiveStreams streams) {
    this.catalog = catalog;
    this.version = version;
    this.streams = streams;
  }

  static Api create(SweepCatalog catalog, String version, LiveStreams streams) {
    return new Api(catalog, version, streams);
  }

  List<Endpoint> endpoints() {
    String trial = "/api/sweeps/{sweep}/trials/{trial}";
    return List.of(
        new Endpoint("GET", "/health", asked -> health(asked)),
        new Endpoint("GET", "/metrics", asked -> prometheus(asked)),
        new Endpoint("GET", "/api/openapi.json", asked -> openApi(asked)),
        new Endpoint("GET", "/api/sweeps", asked -> sweeps(asked)),
        new Endpoint("GET", "/api/sweeps/{sweep}", asked -> sweep(asked)),
        new Endpoint("GET", "/api/sweeps/{sweep}/trials", asked -> trials(asked)),
        new Endpoint("GET", trial, asked -> trial(asked)),
        new Endpoint("GET", "/api/sweeps/{sweep}/steps", asked -> steps(asked)),
        new Endpoint("GET", "/api/sweeps/{sweep}/stops", asked -> stops(asked)),
        new Endpoint("GET", "/api/sweeps/{sweep}/live", asked -> live(asked)),
        new Endpoint("POST", trial + "/stop", a -> control(a, ServedSweep.TrialControls::stop)),
        new Endpoint("POST", trial + "/pause", a -> control(a, ServedSweep.TrialControls::pause)),
        new Endpoint("POST", trial + "/continue", a -> resume(a)));
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
    return Answers.text(
        Prometheus.CONTENT_TYPE, Prometheus.text(catalog.sweeps(), streams.viewers()));
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
    List<ServedSweep> sweeps = catalog.sweeps();
    return Answers.json(
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("sweeps");
          for (ServedSweep sweep : sweeps) {
            out.writeStartObject();
            about(out, sweep);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private HttpResponse sweep(Endpoint.Asked asked) {
    asked.query().only();
    ServedSweep sweep = find(asked);
    return Answers.json(
        out -> {
          out.writeStartObject();
          about(out, sweep);
          out.writeStringField("config", sweep.about().config());
          out.writeBooleanField("controllable", sweep.controls().isPresent());
          out.writeArrayFieldStart("metrics");
          for (Metric metric : Metric.all()) {
            out.writeStartObject();
            out.writeStringField("name", metric.column());
            out.writeStringField("description", metric.description());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeFieldName("engine");
          Json.engine(out, sweep.engine());
          out.writeEndObject();
        });
  }

  private static void about(JsonGenerator out, ServedSweep sweep) throws IOException {
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
    out.writeStringField("link", about.link());
    out.writeObjectFieldStart("trials");
    for (Map.Entry<Stage, Integer> count : stages(sweep).entrySet()) {
      out.writeNumberField(count.getKey().word(), count.getValue());
    }
    out.writeEndObject();
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
    return Answers.json(
        out -> {
          out.writeStartObject();
          out.writeNumberField("total", page.total());
          out.writeNumberField("matched", page.matched());
          out.writeNumberField("offset", query.offset());
          out.writeFieldName("trials");
          Json.trials(out, query.fields(), page.rows());
          out.writeEndObject();
        });
  }

  private HttpResponse trial(Endpoint.Asked asked) throws IOException {
    asked.query().only();
    ServedSweep sweep = find(asked);
    TrialState trial = trial(sweep, asked);
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
          Json.stops(out, stops);
          out.writeEndObject();
        });
  }

  private HttpResponse stops(Endpoint.Asked asked) throws IOException {
    asked.query().only();
    List<StopsFile.Stop> stops = find(asked).stops();
    return Answers.json(
        out -> {
          out.writeStartObject();
          Json.stops(out, stops);
          out.writeEndObject();
        });
  }

  private HttpResponse steps(Endpoint.Asked asked) throws IOException {
    asked.query().only(StepsQuery.PARAMETERS);
    StepsQuery query = StepsQuery.of(asked.query());
    if (query.trials().isEmpty()) {
      throw BadRequest.parameter("trial is missing: name at least one");
    }
    ServedSweep sweep = find(asked);
    Map<String, ReducedSteps> found = new LinkedHashMap<>();
    for (String trial : query.trials()) {
      found.put(trial, query.read(sweep, trial));
    }
    return Answers.json(
        out -> {
          out.writeStartObject();
          out.writeArrayFieldStart("series");
          for (Map.Entry<String, ReducedSteps> entry : found.entrySet()) {
            out.writeStartObject();
            out.writeStringField("trial", entry.getKey());
            Json.series(out, entry.getValue(), query.metrics(), query.digits());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
  }

  private HttpResponse live(Endpoint.Asked asked) {
    asked.query().only("trial", "metrics", "points", "digits", "columns");
    return streams.open(
        find(asked), StepsQuery.of(asked.query()), TrialQuery.fields(asked.query()));
  }

  private HttpResponse control(
      Endpoint.Asked asked, BiConsumer<ServedSweep.TrialControls, String> wish) {
    asked.query().only();
    ServedSweep sweep = find(asked);
    TrialState trial = trial(sweep, asked);
    if (trial.stage() == Stage.ENDED) {
      throw new BadRequest(409, trial.trial() + " has ended");
    }
    return control(sweep, trial, wish);
  }

  /** A stop can be taken back, other ends cannot. */
  private HttpResponse resume(Endpoint.Asked asked) {
    asked.query().only();
    ServedSweep sweep = find(asked);
    TrialState trial = trial(sweep, asked);
    TrialResult result = trial.result();
    if (result != null && result.outcome() != Outcome.STOPPED) {
      throw new BadRequest(
          409, trial.trial() + " has ended: only a stopped trial can be continued");
    }
    return control(sweep, trial, ServedSweep.TrialControls::resume);
  }

  private static HttpResponse control(
      ServedSweep sweep, TrialState trial, BiConsumer<ServedSweep.TrialControls, String> wish) {
    ServedSweep.TrialControls controls =
        sweep
            .controls()
            .orElseThrow(() -> new BadRequest(409, "this sweep is not run by this process"));
    wish.accept(controls, trial.trial());
    return Answers.json(202, "{\"accepted\":true}".getBytes(StandardCharsets.UTF_8));
  }

  private ServedSweep find(Endpoint.Asked asked) {
    String id = asked.part("sweep");
    return catalog
        .sweep(id)
        .orElseThrow(() -> BadRequest.notFound("there is no sweep " + id + ": see /api/sweeps"));
  }

  private static TrialState trial(ServedSweep sweep, Endpoint.Asked asked) {
    String id = asked.part("trial");
    return sweep
        .live()
        .trial(id)
        .orElseThrow(() -> BadRequest.notFound("the sweep has no trial " + id));
  }
}
