package io.trebuchet.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Queries in InfluxDB's first language, which version 2 still takes at the same address. */
final class InfluxQl {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHUNK_ROWS = "5000";

  private InfluxQl() {}

  /** Rows of one series of an answer; a long answer has several parts of a series. */
  interface PartReader {
    void read(JsonNode series) throws IOException;
  }

  /** A name as an identifier. */
  static String name(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  /** A text as a literal. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
  }

  /** Runs a statement that changes something. */
  static void execute(HttpCalls calls, String statement) throws StoreException {
    HttpResponse<String> answer =
        calls.post(HttpCalls.path("/query", Map.of("q", statement)), new byte[0]);
    if (answer.statusCode() != 200 || answer.body().contains("\"error\"")) {
      throw calls.refused(statement, answer.statusCode(), answer.body());
    }
  }

  /** All values of a short answer, as text; a null is empty. */
  static List<List<String>> values(HttpCalls calls, String database, String query)
      throws StoreException {
    List<List<String>> rows = new ArrayList<>();
    read(
        calls,
        database,
        query,
        series -> {
          for (JsonNode row : series.path("values")) {
            List<String> values = new ArrayList<>();
            row.forEach(value -> values.add(value.isNull() ? "" : value.asText()));
            rows.add(values);
          }
        });
    return rows;
  }

  /** Reads an answer part by part, so that its length does not matter. */
  static void read(HttpCalls calls, String database, String query, PartReader reader)
      throws StoreException {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (!database.isEmpty()) {
      parameters.put("db", database);
    }
    parameters.put("epoch", "ns");
    parameters.put("chunked", "true");
    parameters.put("chunk_size", CHUNK_ROWS);
    parameters.put("q", query);
    HttpResponse<InputStream> answer = calls.stream(HttpCalls.path("/query", parameters));
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200) {
        String said = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        throw calls.refused(query, answer.statusCode(), said);
      }
      MappingIterator<JsonNode> parts = JSON.readerFor(JsonNode.class).readValues(body);
      while (parts.hasNextValue()) {
        JsonNode part = parts.nextValue();
        for (JsonNode result : part.path("results")) {
          if (result.has("error")) {
            throw calls.refused(query, answer.statusCode(), result.path("error").asText());
          }
          for (JsonNode series : result.path("series")) {
            reader.read(series);
          }
        }
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Fault.UNREACHABLE, "the answer to %s broke off (%s)".formatted(query, e), e);
    }
  }
}
