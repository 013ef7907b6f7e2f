//! Every call at every state, in every region of time, up to a depth: each a transition of the model, merged into few words.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use jiff::Timestamp;
use regex::{Captures, Regex};
use serde_json::Map;

use super::coverage::{Coverage, Share, Stretch, Taken};
use super::expedition::Expedition;
use super::spelled::{Bounds, Speller};
use super::word::{Act, Company, Instance, Region, Word};
use super::{ExploreError, Explored, Order, found};
use crate::play::{Model, START, Stop, Studio};

/// No word of a merged exploration is longer.
const LONGEST: usize = 150;
/// So many states are known at most; beyond it the depth is not reached, and the coverage says so.
const MOST_STATES: usize = 20_000;

/// A state: its values by their age, its moments by their distance.
type State = String;

/// The model's states and what leads from one to another.
struct Graph {
    first: State,
    /// The act by its number, and where it leads.
    edges: BTreeMap<State, BTreeMap<usize, State>>,
    /// Where in time a state is.
    stretches: BTreeMap<State, Stretch>,
    cut: bool,
}

impl Graph {
    fn stretch(&self, state: &State) -> Stretch {
        self.stretches.get(state).copied().unwrap_or(Stretch::Start)
    }

    /// What can be reached, of which nothing is taken yet.
    fn coverage(&self, depth: usize) -> Coverage {
        let mut regions: BTreeMap<Stretch, Share> = BTreeMap::new();
        for (state, edges) in &self.edges {
            regions.entry(self.stretch(state)).or_default().transitions += edges.len();
        }
        let transitions = self.edges.values().map(BTreeMap::len).sum();
        Coverage { depth, states: self.edges.len(), transitions, taken: 0, cut: self.cut, regions }
    }
}

static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<([a-z_]+):([0-9]+)>").unwrap_or_else(|error| panic!("{error}")));
static MOMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z").unwrap_or_else(|error| panic!("{error}")));

/// Takes every transition up to a depth.
pub(super) async fn explore(order: &Order<'_>, expedition: &mut Expedition<'_>, studio: &Studio<'_>, depth: usize) -> Result<Explored, ExploreError> {
    let acts = acts(expedition);
    let walker = Walker { studio, company: expedition.company(), bounds: expedition.bounds(), acts: &acts };
    let (words, mut coverage) = walker.words(expedition.alphabet(), depth).map_err(|stop| ExploreError::Alphabet(stop.why))?;
    let mut explored = Explored { words: 0, steps: 0, readings: Vec::new(), coverage: None, found: None, lasted: None };
    for batch in words.chunks(expedition.at_once()) {
        let only: Vec<Word> = batch.iter().map(|(word, _)| word.clone()).collect();
        let (steps, shown) = expedition.learn(&only).await?;
        explored.steps += steps;
        batch.iter().for_each(|(_, taken)| coverage.take(taken));
        explored.words += batch.len() as u64;
        if let Some((at, shown)) = shown {
            explored.found = Some(found(order, expedition, None, only[at].clone(), shown).await);
            break;
        }
        if expedition.stopped() {
            return Err(ExploreError::Interrupted);
        }
    }
    explored.coverage = Some(coverage);
    (explored.readings, explored.lasted) = (expedition.oracle.readings().to_vec(), expedition.lasted);
    Ok(explored)
}

/// Everything that can be done: each letter, and each region by each of the next two deadlines.
fn acts(expedition: &Expedition<'_>) -> Vec<Act> {
    let letters = (0..expedition.alphabet().letters.len()).map(|letter| Act::Say { letter, to: Instance::First });
    let waits = (0..2).flat_map(|deadline| Region::ALL.map(|region| Act::Wait { deadline, region }));
    letters.chain(waits).collect()
}

struct Walker<'a> {
    studio: &'a Studio<'a>,
    company: Company,
    bounds: Bounds,
    acts: &'a [Act],
}

impl<'a> Walker<'a> {
    fn start(&self, alphabet: &'a super::Alphabet) -> Result<Speller<'a>, Stop> {
        let instances: &[Instance] = match self.company {
            Company::Two => &[Instance::First, Instance::Second],
            Company::Alone => &[Instance::First],
        };
        let settings = instances.iter().map(|instance| (instance.name().to_owned(), Map::new())).collect();
        let start: Timestamp = START.parse().unwrap_or(Timestamp::UNIX_EPOCH);
        let model = Model::open(self.studio, &settings, start).map_err(|error| Stop::new(crate::transcript::Fault::Tool, error.to_string()))?;
        Ok(Speller::new(alphabet, model, self.bounds))
    }

    /// The words that take every transition, each with how many it takes first.
    fn words(&self, alphabet: &'a super::Alphabet, depth: usize) -> Result<(Vec<(Word, Taken)>, Coverage), Stop> {
        let graph = self.graph(alphabet, depth)?;
        let mut open: BTreeMap<State, BTreeSet<usize>> =
            graph.edges.iter().map(|(state, edges)| (state.clone(), edges.keys().copied().collect())).collect();
        let mut words = Vec::new();
        while open.values().any(|acts| !acts.is_empty()) {
            let (acts, taken) = self.walk(alphabet, &graph, &mut open)?;
            if taken.is_empty() {
                break;
            }
            words.push((Word { settings: Map::new(), acts }, taken));
        }
        Ok((words, graph.coverage(depth)))
    }

    /// The states within the depth, and every act at them.
    fn graph(&self, alphabet: &'a super::Alphabet, depth: usize) -> Result<Graph, Stop> {
        let begin = self.start(alphabet)?;
        let first = state(&begin);
        let stretches = BTreeMap::from([(first.clone(), Stretch::Start)]);
        let mut graph = Graph { first: first.clone(), edges: BTreeMap::new(), stretches, cut: false };
        let mut known = BTreeSet::from([first]);
        let mut waiting = VecDeque::from([(begin, 0)]);
        while let Some((at, deep)) = waiting.pop_front() {
            if deep == depth {
                continue;
            }
            let (here, mut edges) = (state(&at), BTreeMap::new());
            for (number, act) in self.acts.iter().enumerate() {
                let mut next = at.fork();
                if !next.act(0, *act)? {
                    continue;
                }
                let reached = state(&next);
                edges.insert(number, reached.clone());
                if known.len() >= MOST_STATES {
                    graph.cut = true;
                } else if known.insert(reached.clone()) {
                    let stretch = if let Act::Wait { region, .. } = act { Stretch::of(*region) } else { graph.stretch(&here) };
                    graph.stretches.insert(reached, stretch);
                    waiting.push_back((next.forgetful(), deep + 1));
                }
            }
            graph.edges.insert(here, edges);
        }
        Ok(graph)
    }

    /// One word from the start on that takes as many open transitions as it can, and how many it took.
    fn walk(&self, alphabet: &'a super::Alphabet, graph: &Graph, open: &mut BTreeMap<State, BTreeSet<usize>>) -> Result<(Vec<Act>, Taken), Stop> {
        let mut speller = self.start(alphabet)?;
        let (mut acts, mut taken, mut here) = (Vec::new(), Taken::new(), graph.first.clone());
        while acts.len() < LONGEST {
            let Some(path) = nearest(graph, open, &here) else { break };
            for number in path {
                if open.get_mut(&here).is_some_and(|open| open.remove(&number)) {
                    *taken.entry(graph.stretch(&here)).or_default() += 1;
                }
                speller.act(acts.len(), self.acts[number])?;
                acts.push(self.acts[number]);
                here = state(&speller);
            }
            speller = speller.forgetful();
        }
        Ok((acts, taken))
    }
}

/// The shortest way to an open transition, and that transition; at a state those come first that lead back to it.
fn nearest(graph: &Graph, open: &BTreeMap<State, BTreeSet<usize>>, from: &State) -> Option<Vec<usize>> {
    let mut ways: BTreeMap<&State, Vec<usize>> = BTreeMap::from([(from, Vec::new())]);
    let mut waiting = VecDeque::from([from]);
    while let Some(here) = waiting.pop_front() {
        let way = ways.get(here).cloned().unwrap_or_default();
        let edges = graph.edges.get(here);
        let leads_back = |number: &&usize| edges.and_then(|edges| edges.get(number)) == Some(here);
        if let Some(acts) = open.get(here).filter(|acts| !acts.is_empty()) {
            let next = acts.iter().find(leads_back).or(acts.first())?;
            return Some([way, vec![*next]].concat());
        }
        for (number, next) in edges.into_iter().flatten() {
            if !ways.contains_key(next) {
                ways.insert(next, [way.clone(), vec![*number]].concat());
                waiting.push_back(next);
            }
        }
    }
    None
}

/// A state as far as it decides what comes: which of its values is the newest, and how far its moments are.
fn state(speller: &Speller<'_>) -> State {
    let text = speller.model.state().to_string();
    let mut newest: BTreeMap<&str, usize> = BTreeMap::new();
    for found in NAME.captures_iter(&text) {
        let (kind, number) = (found.get(1).map_or("", |kind| kind.as_str()), number(&found));
        let newest = newest.entry(kind).or_default();
        *newest = (*newest).max(number);
    }
    let aged = NAME.replace_all(&text, |found: &Captures<'_>| {
        let kind = found.get(1).map_or("", |kind| kind.as_str());
        format!("<{kind}~{}>", newest.get(kind).copied().unwrap_or_default() - number(found))
    });
    let now = speller.model.moment();
    let relative = MOMENT.replace_all(&aged, |found: &Captures<'_>| match found[0].parse::<Timestamp>() {
        Ok(at) if at > now => format!("{}", at.duration_since(now).as_millis()),
        _ => "past".to_owned(),
    });
    relative.into_owned()
}

fn number(found: &Captures<'_>) -> usize {
    found.get(2).and_then(|digits| digits.as_str().parse().ok()).unwrap_or_default()
}
