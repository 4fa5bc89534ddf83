package agreement

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"github.com/truceline/truceline"
)

// conditionCost bounds the work of one condition on one happening, in the units
// of the Common Expression Language; comparing two numbers costs one.
const conditionCost = 1000

// conditionVariables are what a condition may speak of, with their types. There
// is no clock among them, and nothing that reads or writes.
func conditionVariables() []cel.EnvOption {
	return []cel.EnvOption{
		cel.Variable("kind", cel.StringType),                  // code of the happening: "F3"
		cel.Variable("count", cel.IntType),                    // the least number that it was
		cel.Variable("weapons", cel.ListType(cel.StringType)), // what it is consistent with
		cel.Variable("means", cel.ListType(cel.StringType)),   // by what it was noticed
		cel.Variable("direction", cel.StringType),             // outgoing, impact, ... or nothing
		cel.Variable("exempt", cel.StringType),                // exercise, demining, ... or nothing
		cel.Variable("lineages", cel.IntType),                 // independent origins
		cel.Variable("ground", cel.StringType),                // id of the party that holds the ground, or nothing
		cel.Variable("distance_km", cel.DoubleType),           // to the contact line; below 0: not known
		cel.Variable("area", cel.StringType),                  // named area, or nothing
		cel.Variable("duration_s", cel.DoubleType),            // how long it lasted
		cel.Variable("hour_utc", cel.DoubleType),              // hour of the day at which it began, 0 to 24
		cel.Variable("parties", cel.ListType(cel.StringType)), // ids of the parties
	}
}

// Condition decides whether a clause is about a happening.
type Condition struct{ program cel.Program }

// NewCondition compiles a condition, which must be a yes or no.
func NewCondition(text string) (*Condition, error) {
	env, err := cel.NewEnv(conditionVariables()...)
	if err != nil {
		return nil, fmt.Errorf("prepare conditions: %w", err)
	}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if ast.OutputType() != cel.BoolType {
		return nil, fmt.Errorf("it gives a %s and not yes or no", ast.OutputType())
	}
	program, err := env.Program(ast, cel.CostLimit(conditionCost), cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, err
	}
	return &Condition{program}, nil
}

// Holds reports whether the condition holds of an incident. An error, such as a
// cost beyond the limit, leaves the question open.
func (c *Condition) Holds(a truceline.Agreement, i truceline.Incident) (bool, error) {
	ground, area, distance := "", i.Area(), -1.0
	if i.Ground != nil {
		ground, distance = i.Ground.Side, i.Ground.DistanceKm
	}
	means, parties := make([]string, len(i.Means)), make([]string, len(a.Parties))
	for k, m := range i.Means {
		means[k] = string(m)
	}
	for k, p := range a.Parties {
		parties[k] = p.ID
	}
	from := i.When.From.UTC()
	out, _, err := c.program.Eval(map[string]any{
		"kind": string(i.Kind), "count": int64(i.Count.Least), "weapons": i.Weapons, "means": means,
		"direction": string(i.Direction), "exempt": i.Exempt, "lineages": int64(i.Lineages),
		"ground": ground, "distance_km": distance, "area": area, "parties": parties,
		"duration_s": i.When.Duration().Seconds(), "hour_utc": float64(from.Hour()) + float64(from.Minute())/60 + float64(from.Second())/3600,
	})
	if err != nil {
		return false, err
	}
	holds, _ := out.Value().(bool)
	return holds, nil
}

// condition reads and compiles a condition.
func (r *reader) condition(g group) string {
	n := r.value(g, "condition")
	if n == nil {
		return ""
	}
	text := r.textOf(n, at(g.path, "condition"))
	if text == "" {
		return ""
	}
	if len(text) > 1000 {
		r.problem(n, at(g.path, "condition"), "This condition is longer than 1000 characters.", "Make several clauses of it.")
		return ""
	}
	if err := compiles(text); err != nil {
		r.problem(n, at(g.path, "condition"), fmt.Sprintf("The condition cannot be used: %s.", oneLine(strings.TrimRight(err.Error(), "."))),
			"Write a yes or no over kind, count, weapons, means, direction, exempt, lineages, ground, distance_km, area, duration_s, hour_utc, parties: count >= 3 && distance_km < 5.0.")
		return ""
	}
	return text
}

// compiles tries a condition. Should the library ever panic on text that nobody
// thought of, that too is an error.
func compiles(text string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	_, err = NewCondition(text)
	return err
}
