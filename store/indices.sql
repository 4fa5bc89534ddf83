-- Made after all rows are in, which is faster than keeping them up row by row.

CREATE UNIQUE INDEX incident_version ON incident (id, version);
CREATE INDEX incident_from ON incident (from_ns) WHERE newest = 1;
CREATE UNIQUE INDEX finding_version ON finding (id, version);
CREATE INDEX finding_subject ON finding (subject);
CREATE INDEX observation_incident ON observation (incident);
CREATE INDEX observation_id ON observation (id);
CREATE INDEX silence_incident ON silence (incident);
CREATE INDEX watch_from ON watch (from_ns);
CREATE INDEX watch_scene ON watch (from_ns) WHERE scene = 1;
CREATE INDEX line_as_of ON line (as_of);
