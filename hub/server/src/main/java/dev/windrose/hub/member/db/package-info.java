/** Members' identities and reports in PostgreSQL. */
@NullMarked
package dev.windrose.hub.member.db;

import org.jspecify.annotations.NullMarked;
