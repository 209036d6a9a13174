/** Grafana dashboards for both kinds of database, from one description. */
@NullMarked
package io.trebuchet.dashboards;

import org.jspecify.annotations.NullMarked;
