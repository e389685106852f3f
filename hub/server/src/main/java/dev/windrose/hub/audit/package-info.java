/** Who did what over the API: written with the change itself, kept for a time, shown as AuditEvents and as JSON lines. */
@NullMarked
package dev.windrose.hub.audit;

import org.jspecify.annotations.NullMarked;
