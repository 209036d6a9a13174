package io.trebuchet.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.storage.StopsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** The API's answers, written as they go: tables are columns of equal length. */
final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Writes one value. */
  interface Body {
    void write(JsonGenerator out) throws IOException;
  }

  static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
      body.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** An object with the single entry {@code error}. */
  static byte[] error(String message) {
    return bytes(
        out -> {
          out.writeStartObject();
          out.writeStringField("error", message);
          out.writeEndObject();
        });
  }

  static void trials(JsonGenerator out, List<TrialField> fields, List<TrialState> rows)
      throws IOException {
    out.writeStartObject();
    for (TrialField field : fields) {
      out.writeArrayFieldStart(field.name());
      for (TrialState row : rows) {
        String text = field.text().apply(row);
        if (field.kind() == TrialColumn.Kind.TEXT) {
          out.writeString(text);
        } else if (text.isEmpty()) {
          out.writeNull();
        } else {
          out.writeNumber(text);
        }
      }
      out.writeEndArray();
    }
    out.writeEndObject();
  }

  /**
   * Fields of a series: where its buckets lie, which hold a non-finite step, and the values of each
   * metric, {@code value} alone if every bucket is one step.
   */
  static void series(JsonGenerator out, ReducedSteps steps, List<Metric> metrics, int digits)
      throws IOException {
    series(out, steps, metrics, digits, 0);
  }

  /** The same from a bucket on. */
  static void series(
      JsonGenerator out, ReducedSteps steps, List<Metric> metrics, int digits, int start)
      throws IOException {
    out.writeNumberField("rows", steps.rows());
    out.writeNumberField("shown", steps.size());
    out.writeNumberField("width", steps.width());
    out.writeBooleanField("exact", steps.exact());
    longs(out, "from", start, steps.size(), steps::from);
    if (!steps.exact()) {
      longs(out, "to", start, steps.size(), steps::to);
    }
    out.writeArrayFieldStart("non_finite");
    for (int bucket = start; bucket < steps.size(); bucket++) {
      if (!steps.finite(bucket)) {
        out.writeNumber(bucket - start);
      }
    }
    out.writeEndArray();
    out.writeObjectFieldStart("metrics");
    List<Metric> recorded = steps.metrics();
    for (Metric metric : metrics) {
      if (!recorded.contains(metric)) {
        continue;
      }
      out.writeObjectFieldStart(metric.column());
      if (steps.exact()) {
        doubles(
            out,
            "value",
            start,
            steps.size(),
            digits,
            i -> steps.value(metric, ReducedSteps.Part.LAST, i));
      } else {
        for (ReducedSteps.Part part : ReducedSteps.Part.values()) {
          String name = part.name().toLowerCase(java.util.Locale.ROOT);
          doubles(out, name, start, steps.size(), digits, i -> steps.value(metric, part, i));
        }
      }
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static void longs(
      JsonGenerator out, String name, int start, int size, IntToLongFunction values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (int i = start; i < size; i++) {
      out.writeNumber(values.applyAsLong(i));
    }
    out.writeEndArray();
  }

  private static void doubles(
      JsonGenerator out, String name, int start, int size, int digits, IntToDoubleFunction values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (int i = start; i < size; i++) {
      out.writeRawValue(Digits.json(values.applyAsDouble(i), digits));
    }
    out.writeEndArray();
  }

  static void engine(JsonGenerator out, ServedSweep.Engine engine) throws IOException {
    out.writeStartObject();
    out.writeNumberField("active", engine.active());
    out.writeFieldName("points_per_second");
    out.writeRawValue(Digits.json(engine.pointsPerSecond(), 4));
    out.writeNumberField("queued_rows", engine.queuedRows());
    optional(out, "credits", engine.credits());
    optional(out, "spool_bytes", engine.spoolBytes());
    Ledger.Balance ledger = engine.ledger();
    if (ledger == null) {
      out.writeNullField("ledger");
    } else {
      out.writeObjectFieldStart("ledger");
      out.writeStringField("sink", ledger.sink());
      out.writeBooleanField("balances", ledger.balances());
      count(out, "step", ledger.step());
      count(out, "trial", ledger.trial());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  /** The array {@code stops}. */
  static void stops(JsonGenerator out, List<StopsFile.Stop> stops) throws IOException {
    out.writeArrayFieldStart("stops");
    for (StopsFile.Stop stop : stops) {
      out.writeStartObject();
      out.writeStringField("trial", stop.trial());
      out.writeStringField("time", stop.time().toString());
      out.writeStringField("state", stop.state());
      out.writeStringField("outcome", stop.outcome());
      out.writeStringField("reason", stop.reason());
      out.writeNumberField("step", stop.step());
      out.writeStringField("rule", stop.rule());
      out.writeStringField("settings", stop.settings());
      out.writeStringField("evidence", stop.evidence());
      out.writeStringField("certificate", stop.certificate());
      out.writeBooleanField("censored", stop.censored());
      out.writeObjectFieldStart("inputs");
      for (Map.Entry<String, Double> input : stop.inputs().entrySet()) {
        out.writeFieldName(input.getKey());
        out.writeRawValue(Digits.json(input.getValue(), Digits.FULL));
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void optional(
      JsonGenerator out, String name, @org.jspecify.annotations.Nullable Long value)
      throws IOException {
    if (value == null) {
      out.writeNullField(name);
    } else {
      out.writeNumberField(name, value);
    }
  }

  private static void count(JsonGenerator out, String name, Ledger.Count count) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField("produced", count.produced());
    out.writeNumberField("stored", count.stored());
    out.writeNumberField("spooled", count.spooled());
    out.writeNumberField("quarantined", count.quarantined());
    out.writeNumberField("dropped", count.dropped());
    out.writeEndObject();
  }
}
