package io.trebuchet.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/** Queries in InfluxDB's first language, which version 2 still takes at the same address. */
final class InfluxQl {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String CHUNK_ROWS = "5000";

  private InfluxQl() {}

  /** Takes a row of an answer as text, where a null is empty, with the tags of its series. */
  interface RowReader {
    void read(Map<String, String> tags, List<String> row) throws IOException;
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
    execute(calls, "", statement);
  }

  /** The same in a database. */
  static void execute(HttpCalls calls, String database, String statement) throws StoreException {
    HttpResponse<String> answer =
        calls.post(HttpCalls.path("/query", Map.of("db", database, "q", statement)), new byte[0]);
    if (answer.statusCode() != 200 || answer.body().contains("\"error\"")) {
      throw calls.refused(statement, answer.statusCode(), answer.body());
    }
  }

  /** All rows of a short answer. */
  static List<List<String>> values(HttpCalls calls, String database, String query)
      throws StoreException {
    List<List<String>> rows = new ArrayList<>();
    read(calls, database, query, (tags, row) -> rows.add(row));
    return rows;
  }

  /** Reads an answer row by row, so that its length does not matter. */
  static void read(HttpCalls calls, String database, String query, RowReader reader)
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
      try (JsonParser json = JSON.createParser(body)) {
        String error = rows(json, reader);
        if (!error.isEmpty()) {
          throw calls.refused(query, answer.statusCode(), error);
        }
      }
    } catch (StoreException e) {
      throw e;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
      throw calls.garbled(query, e);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Fault.UNREACHABLE,
          String.format(Locale.ROOT, "the answer to %s broke off (%s)", query, e),
          e);
    }
  }

  /** Goes through all parts of an answer; the answer is what they say of an error. */
  private static String rows(JsonParser json, RowReader reader) throws IOException {
    Map<String, String> tags = new LinkedHashMap<>();
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      if (token != JsonToken.FIELD_NAME) {
        continue;
      }
      // The tags of a series come before its values.
      switch (json.currentName()) {
        case "error" -> {
          return String.valueOf(json.nextTextValue());
        }
        case "name" -> tags.clear();
        case "tags" -> readTags(json, tags);
        case "values" -> readValues(json, tags, reader);
        default -> json.nextToken();
      }
    }
    return "";
  }

  private static void readTags(JsonParser json, Map<String, String> tags) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      tags.put(name, String.valueOf(json.nextTextValue()));
    }
  }

  private static void readValues(JsonParser json, Map<String, String> tags, RowReader reader)
      throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.START_ARRAY) {
      List<String> row = new ArrayList<>();
      for (JsonToken value = json.nextToken();
          value != JsonToken.END_ARRAY;
          value = json.nextToken()) {
        // The text as it is: a number node would make a zero of −0.
        row.add(value == JsonToken.VALUE_NULL ? "" : json.getText());
      }
      reader.read(tags, row);
    }
  }
}
