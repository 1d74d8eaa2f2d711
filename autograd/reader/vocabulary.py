"""The words of worked mathematics: LaTeX's commands, signs of one meaning, functions, marks of new and old numbers."""

from __future__ import annotations

from autograd.numerals import DIVIDED

#: The relations: equality, equality to the digits shown, an arrow to a result, an update, a consequence, all others.
EQUAL, ABOUT, ARROW, UPDATE, HENCE, OTHER = "=", "≈", "→", "←", "⇒", "<"


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


#: Signs and commands that are relations.
RELATIONS = {
    **dict.fromkeys(("=", "==", "≡", "≜", "≝"), EQUAL),
    **dict.fromkeys("≈≃≅≐≒≓≑", ABOUT),
    **dict.fromkeys(("→", "⟶", "⟼", "↦", "->", "-->"), ARROW),
    **dict.fromkeys((":=", "←", "⟵", "≔", "<-"), UPDATE),
    **dict.fromkeys(("⇒", "⟹", "=>", "⇔", "∴", "∵"), HENCE),
    **dict.fromkeys("<>≤≥≠∈∉∝∼≪≫⊂∣", OTHER), **dict.fromkeys(("<=", ">=", "!=", "+=", "-=", "−=", "*="), OTHER),
}  # fmt: skip
RELATION_COMMANDS = {
    **dict.fromkeys(words("equiv triangleq coloneqq doteq"), EQUAL),
    **dict.fromkeys(words("approx simeq cong approxeq thickapprox fallingdotseq risingdotseq doteqdot Doteq"), ABOUT),
    **dict.fromkeys(words("to rightarrow longrightarrow mapsto longmapsto"), ARROW),
    **dict.fromkeys(words("leftarrow gets longleftarrow"), UPDATE),
    **dict.fromkeys(words("Rightarrow implies Longrightarrow iff Leftrightarrow therefore"), HENCE),
    **dict.fromkeys(words("lt gt le ge leq geq ne neq in notin propto sim ll gg mid subset"), OTHER),
}

SIGN_COMMANDS = {
    **dict.fromkeys(words("cdot times ast cdotp bullet"), "*"), **dict.fromkeys(words("odot circ otimes"), "⊙"),
    **dict.fromkeys(words("ldots dots cdots vdots ddots"), "…"), **dict.fromkeys(words("vert lvert rvert"), "|"),
    "div": "/", "partial": "∂", "prime": "'", "%": "%", "nabla": "∇", "top": "⊤", "intercal": "⊤", "Vert": "‖",
    "|": "‖", "infty": "∞", "pm": "±", "_": "_", "&": "&", "lbrack": "[", "rbrack": "]",
}  # fmt: skip
GREEK_COMMANDS = dict(
    pair.split(":")
    for pair in words(
        """alpha:α beta:β gamma:γ delta:δ epsilon:ε varepsilon:ε zeta:ζ eta:η theta:θ vartheta:θ iota:ι kappa:κ
        lambda:λ mu:μ nu:ν xi:ξ pi:π rho:ρ sigma:σ tau:τ upsilon:υ phi:φ varphi:φ chi:χ psi:ψ omega:ω Gamma:Γ Delta:Δ
        Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Phi:Φ Psi:Ψ Omega:Ω ell:ℓ varsigma:ς"""
    )
)
FUNCTION_COMMANDS = words(
    """sin cos tan exp ln log max min tanh sinh cosh arctan arcsin arccos sigmoid sigm relu ReLU softmax lg coth det"""
)
#: Commands that only say how things look; what they are given stays.
STYLE_COMMANDS = words(
    r"""mathbf boldsymbol bm mathit mathcal mathbb mathsf mathtt mathfrak boxed underline uline fbox hl mathstrut pmb
    displaystyle textstyle scriptstyle limits nolimits nonumber notag left right big Big bigg Bigg bigl bigr Bigl Bigr
    biggl biggr Biggl Biggr middle bf it rm cal large Large small normalsize tiny ensuremath cancel bcancel xcancel
    mathnormal hfill noindent centering phantom strut hline mathord mathbin mathrel mathop overbrace underbrace
    underset overset stackrel"""
)
TEXT_COMMANDS = words("text textbf textit textrm textsf texttt mathrm operatorname mbox hbox emph textnormal")
#: Accents, by the combining character they are.
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304", "dot": "\u0307",
    "overline": "\u0304", "vec": "", "overrightarrow": "", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306",
}  # fmt: skip
#: Commands with one argument that says nothing: the colour, the name of a label.
SKIPPED = words("color textcolor tag label ref eqref hspace vspace cellcolor href colorbox class cssId style cite")
KEPT = words("frac dfrac tfrac cfrac sqrt sum prod int lim binom")
SPACES = words(", ; : ! > thinspace medspace thickspace enspace negthinspace space / -") | {" ", "\n"}
ENVIRONMENTS = words("array matrix bmatrix pmatrix vmatrix Vmatrix Bmatrix smallmatrix") | words(
    "matrix* bmatrix* pmatrix* vmatrix* Vmatrix* Bmatrix*"
)

#: Characters that are a token by themselves: its kind and its text.
CHARACTERS = {
    **dict.fromkeys("·×∙∗⋅*", ("sign", "*")), **dict.fromkeys(DIVIDED, ("sign", "/")), "/": ("sign", "/"),
    **dict.fromkeys("⊙∘⊗", ("sign", "⊙")), **dict.fromkeys("+＋", ("sign", "+")), "-": ("sign", "-"),
    "^": ("sign", "^"), "_": ("sign", "_"), **dict.fromkeys("'′’", ("sign", "'")), "″": ("sign", "''"),
    **dict.fromkeys("%％", ("sign", "%")), "∂": ("sign", "∂"), "√": ("command", "sqrt"), "∑": ("command", "sum"),
    "∏": ("command", "prod"), "∫": ("command", "int"), "∇": ("sign", "∇"), "…": ("sign", "…"), "|": ("sign", "|"),
    "‖": ("sign", "‖"), "⊤": ("sign", "⊤"), "±": ("sign", "±"), "&": ("cell", "&"),
    **dict.fromkeys("(（", ("open", "(")), "[": ("open", "["), "{": ("open", "{"),
    **dict.fromkeys(")）", ("close", ")")), "]": ("close", "]"), "}": ("close", "}"),
    **dict.fromkeys(",;，；、。：", ("separator", ",")), ":": ("separator", ":"), "#": ("separator", "#"),
}  # fmt: skip

#: Functions, by what they are called on pages; the row of the table each stands for.
FUNCTIONS = {
    **dict.fromkeys(words("σ sigmoid Sigmoid sigm sig logistic sgm expit"), "sigmoid"),
    **dict.fromkeys(words("relu ReLU RELU Relu"), "relu"), **dict.fromkeys(words("tanh Tanh th tgh"), "tanh"),
    **dict.fromkeys(words("softmax Softmax SoftMax"), "softmax"), **dict.fromkeys(words("gelu GELU"), "gelu"),
    **dict.fromkeys(words("lg log10"), "log10"), "abs": "absolute", "arctan": "atan",
    **{name: name for name in words("exp ln log log2 sqrt max min sin cos tan sinh cosh")},
    **{name: name for name in words("softplus sum mean pow silu erf")},
}  # fmt: skip
#: Functions whose argument may stand without brackets.
OF_ONE = words("ln log log2 log10 sin cos tan tanh exp max min sqrt softmax")

#: What is written at a name after an update, and before it.
NEW = words(
    "new neu neue neuf nouveau nouvelle nuevo nueva nuovo nuova novo nova nowe nowy next updated + 新 ny yeni baru mới "
    "nieuw novy после нов"
)
OLD = words("old alt alte ancien viejo vecchio antigo stare stary 旧 eski lama cũ oud current")
MODULES = words("np math torch self jnp numpy F nn tf")
#: What the heading of a column of gradients says, in small letters.
GRADIENT = words(
    """grad ∂ partial derivative ableitung dérivée derivada derivata pochodna türev градиент произв
    梯度 导数 勾配 기울기 đạo"""
)
#: Names that are the output of a network's graph, where no gradient says which.
LOSSES = words("L E J C loss Loss Etotal cost Cost MSE Error error l 损失 误差 总损失 总误差")
