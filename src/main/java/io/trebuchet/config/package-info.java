/** HOCON files become validated records, and a sweep becomes trials with stable ids. */
@NullMarked
package io.trebuchet.config;

import org.jspecify.annotations.NullMarked;
